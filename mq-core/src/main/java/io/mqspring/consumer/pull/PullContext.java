package io.mqspring.consumer.pull;

import io.mqspring.consumer.offset.OffsetStore;
import io.mqspring.consumer.offset.StartPositions;
import io.mqspring.runtime.SerialExecutor;
import java.util.Map;

/**
 * What the queues of one consumer share.
 *
 * @param shares by topic; filled as needed
 */
record PullContext(
        String group,
        OffsetStore offsets,
        StartPositions starts,
        MessageRouter router,
        PullTrouble trouble,
        PullSurroundings around,
        Map<String, CacheBudget.Share> shares) {

    /** A topic's part of the client's bytes. On the loop. */
    CacheBudget.Share shareOf(String topic) {
        return shares.computeIfAbsent(topic, each -> around.budget().share());
    }

    SerialExecutor loop() {
        return around.link().loop();
    }
}
