package io.mqspring.consumer.pull;

import io.mqspring.consumer.offset.OffsetStore;
import io.mqspring.consumer.offset.StartPositions;
import io.mqspring.runtime.SerialExecutor;

/** What the queues of one consumer share. */
record PullContext(
        String group,
        OffsetStore offsets,
        StartPositions starts,
        MessageRouter router,
        PullTrouble trouble,
        PullSurroundings around) {

    SerialExecutor loop() {
        return around.link().loop();
    }
}
