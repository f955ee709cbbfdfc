package io.mqspring.store;

import io.mqspring.message.RecordContent;
import io.mqspring.message.SysFlags;
import io.mqspring.store.log.CommitLog;
import io.mqspring.store.queue.ConsumeQueues;
import java.util.List;

/** What a record must be like to be appended. Immutable; any thread. */
final class RecordLimits {

    private static final int MAX_TOPIC = 255;

    private final CommitLog log;
    private final int maxBodyBytes;

    RecordLimits(CommitLog log, int maxBodyBytes) {
        this.log = log;
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * Bytes of a record in the log; negative if it is larger than may be.
     *
     * @throws IllegalArgumentException if no queue can take it
     */
    int sizeOf(RecordContent content) {
        if ((content.sysFlag() & SysFlags.TRANSACTION_PREPARED) != 0) {
            throw new IllegalArgumentException(
                    "records marked as prepared or rolled back have no queue; clear the mark");
        }
        if (content.queueId() < 0 || content.queueId() > ConsumeQueues.MAX_QUEUE_ID) {
            throw new IllegalArgumentException(
                    "queue number " + content.queueId() + " is not in 0.." + ConsumeQueues.MAX_QUEUE_ID);
        }
        boolean fitsFields = content.topicBytes().length <= MAX_TOPIC
                && content.topicBytes().length > 0
                && content.properties().length <= Short.MAX_VALUE
                && content.body().remaining() <= maxBodyBytes;
        return fitsFields && log.fits(content.encodedSize()) ? content.encodedSize() : -1;
    }

    /** The same for records of one queue together. */
    int sizeOf(List<RecordContent> contents) {
        RecordContent first = contents.get(0);
        long size = 0;
        for (RecordContent content : contents) {
            int one = sizeOf(content);
            if (one < 0) {
                return -1;
            }
            if (content.queueId() != first.queueId() || !content.topic().equals(first.topic())) {
                throw new IllegalArgumentException("records appended together belong to one queue");
            }
            size += one;
        }
        return log.fits(size) ? (int) size : -1;
    }
}
