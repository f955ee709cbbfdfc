package io.mqspring.admin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * All about a consumer group.
 *
 * @param lag messages not yet consumed, over all topics; empty unless known of every queue
 * @param lagAge age of the oldest of these; empty if not known
 * @param members sorted by client id
 * @param topics sorted by name, without the retry topic
 * @param retry messages that wait in the group's retry topic; empty if not known
 */
public record GroupDescription(
        String group,
        GroupState state,
        OptionalLong lag,
        Optional<Duration> lagAge,
        List<MemberDescription> members,
        List<TopicProgress> topics,
        OptionalLong retry) {

    public GroupDescription {
        members = List.copyOf(members);
        topics = List.copyOf(topics);
    }

    /** The same in a line. */
    public GroupSummary summary() {
        return new GroupSummary(
                group,
                state,
                state == GroupState.UNKNOWN ? OptionalInt.empty() : OptionalInt.of(members.size()),
                lag,
                lagAge,
                topics.stream().map(TopicProgress::topic).toList());
    }
}
