package io.mqspring.client;

import io.mqspring.consumer.QueueProgress;
import io.mqspring.consumer.pull.Subscription;
import io.mqspring.message.MessageQueue;
import io.mqspring.protocol.ConsumerRunningInfoResponse;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.runtime.ThreadDump;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a member stands in its group, as administrators ask for it. Stateless. */
final class GroupStanding {

    private GroupStanding() {}

    /** The consumed offsets of a topic's queues, of those that have one. */
    static Map<MessageQueue, Long> consumedOffsets(List<QueueProgress> queues, String topic) {
        Map<MessageQueue, Long> consumed = new LinkedHashMap<>();
        for (QueueProgress progress : queues) {
            if (progress.queue().topic().equals(topic) && progress.consumedOffset() >= 0) {
                consumed.put(progress.queue(), progress.consumedOffset());
            }
        }
        return consumed;
    }

    /**
     * What a member says of itself.
     *
     * @param properties of its kind; those of every member are added
     * @param consumption by topic
     * @param threads whether to tell what the threads of this JVM are doing
     */
    static ConsumerRunningInfoResponse of(
            Map<String, String> properties,
            List<Subscription> subscriptions,
            List<QueueProgress> queues,
            Map<String, ConsumerRunningInfoResponse.Consumption> consumption,
            boolean threads) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("PROP_CLIENT_VERSION", Integer.toString(ProtocolVersion.CURRENT));
        Map<MessageQueue, ConsumerRunningInfoResponse.Queue> owned = new LinkedHashMap<>();
        for (QueueProgress progress : queues) {
            owned.put(
                    progress.queue(),
                    new ConsumerRunningInfoResponse.Queue(
                            progress.consumedOffset(),
                            progress.cachedMessages(),
                            progress.cachedBytes(),
                            progress.lastPullMillis(),
                            progress.lastConsumeMillis()));
        }
        return new ConsumerRunningInfoResponse(
                all,
                subscriptions.stream().map(Subscription::entry).toList(),
                owned,
                consumption,
                threads ? ThreadDump.text() : null);
    }
}
