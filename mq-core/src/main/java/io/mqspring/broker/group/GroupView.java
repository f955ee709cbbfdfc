package io.mqspring.broker.group;

import io.mqspring.transport.Peer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A group as it stands: its members and what they agreed to subscribe to. Immutable.
 *
 * @param subscriptions by topic; of what members said about a topic, the newest
 */
public record GroupView(
        String name,
        String consumeType,
        String messageModel,
        String consumeFromWhere,
        List<GroupMember> members,
        Map<String, Subscription> subscriptions) {

    private static final String BROADCASTING = "BROADCASTING";

    /** Whether every member gets every message. */
    public boolean isBroadcasting() {
        return messageModel.equals(BROADCASTING);
    }

    /** The member at this connection. */
    public Optional<GroupMember> memberAt(Peer peer) {
        return members.stream().filter(member -> member.peer().equals(peer)).findFirst();
    }

    /** The member with this client id. */
    public Optional<GroupMember> member(String clientId) {
        return members.stream()
                .filter(member -> member.clientId().equals(clientId))
                .findFirst();
    }
}
