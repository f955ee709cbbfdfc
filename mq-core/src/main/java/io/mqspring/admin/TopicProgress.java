package io.mqspring.admin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a group is on a topic.
 *
 * @param lag messages not yet consumed; empty unless known of every queue
 * @param lagAge age of the oldest of these; empty if not known
 * @param queues sorted
 */
public record TopicProgress(String topic, OptionalLong lag, Optional<Duration> lagAge, List<QueueDescription> queues) {

    public TopicProgress {
        queues = List.copyOf(queues);
    }
}
