package io.mqspring.protocol;

import io.mqspring.message.MessageQueue;
import java.util.List;
import java.util.Optional;

/**
 * The queues of a member.
 *
 * @param assignments empty if that cannot be said now, and the member keeps what it has
 */
public record QueryAssignmentResponse(Optional<List<Assignment>> assignments) implements Response {

    /**
     * One queue.
     *
     * @param queue with queue id -1 all queues of its broker
     */
    public record Assignment(MessageQueue queue, MessageRequestMode mode) {}
}
