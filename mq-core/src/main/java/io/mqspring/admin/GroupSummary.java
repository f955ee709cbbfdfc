package io.mqspring.admin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A consumer group in a line.
 *
 * @param members how many there are
 * @param lag messages not yet consumed, over all topics; empty unless known of every queue
 * @param lagAge age of the oldest of these; empty if not known
 * @param topics what it consumes, sorted, without its retry topic
 */
public record GroupSummary(
        String group,
        GroupState state,
        OptionalInt members,
        OptionalLong lag,
        Optional<Duration> lagAge,
        List<String> topics) {

    public GroupSummary {
        topics = List.copyOf(topics);
    }
}
