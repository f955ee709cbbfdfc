package io.mqspring.store;

import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordFormat;
import io.mqspring.store.index.KeyIndex;
import io.mqspring.store.index.RecordKeys;
import io.mqspring.store.log.CommitLog;
import io.mqspring.store.log.DamageListener;
import io.mqspring.store.log.LogWalk;
import io.mqspring.store.queue.DeletedTopics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds records by key: in the index, and in the end of the log that the index has not seen yet. For any thread. */
final class KeyLookup {

    /** An index far behind is not made up for by reading so much more of the log. */
    private static final long MAX_TAIL = 64L * 1024 * 1024;

    private final CommitLog log;
    private final KeyIndex index;
    private final Reader reader;
    private final DeletedTopics deleted;

    KeyLookup(CommitLog log, KeyIndex index, Reader reader, DeletedTopics deleted) {
        this.log = log;
        this.index = index;
        this.reader = reader;
        this.deleted = deleted;
    }

    RecordBatch find(String topic, String key, int maxCount, long beginMillis, long endMillis) {
        BatchBuilder batch = new BatchBuilder();
        Match match = (buffer, at) -> {
            long time = RecordFormat.storeTimestamp(buffer, at);
            return time >= beginMillis
                    && time <= endMillis
                    && RecordKeys.matches(buffer, at, topic, key)
                    && !deleted.covers(topic, RecordFormat.physicalOffset(buffer, at));
        };
        long indexed = index.position();
        List<Long> found = notIndexed(indexed, match);
        for (int i = 0; i < found.size() && batch.count() < maxCount; i++) {
            reader.addAt(found.get(i), batch, match);
        }
        if (batch.count() < maxCount) {
            long[] last = {Long.MAX_VALUE};
            index.find(topic, key, beginMillis, endMillis, position -> {
                // One record may be there under one hash twice, and meanwhile also what was just read above.
                if (position < indexed && position < last[0]) {
                    last[0] = position;
                    reader.addAt(position, batch, match);
                }
                return batch.count() < maxCount;
            });
        }
        return batch.build();
    }

    /** Whether a record is one of those looked for. */
    @FunctionalInterface
    interface Match {
        boolean test(ByteBuffer buffer, int at);
    }

    /** Positions, newest first. */
    private List<Long> notIndexed(long indexed, Match match) {
        long end = log.readable();
        List<Long> found = new ArrayList<>();
        long from = Math.max(Math.max(indexed, log.start()), end - MAX_TAIL);
        try (LogWalk walk = new LogWalk(log, from, end, false, DamageListener.IGNORED)) {
            while (walk.next()) {
                if (match.test(walk.buffer(), walk.at())) {
                    found.add(walk.position());
                }
            }
        }
        Collections.reverse(found);
        return found;
    }
}
