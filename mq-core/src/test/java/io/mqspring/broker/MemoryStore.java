package io.mqspring.broker;

import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.ArrivalListener;
import io.mqspring.store.MessageStore;
import io.mqspring.store.QueueEntry;
import io.mqspring.store.ReadResult;
import io.mqspring.store.ReadStatus;
import io.mqspring.store.RecordFilter;
import io.mqspring.store.RecordVisitor;
import io.mqspring.store.StoreStats;
import io.mqspring.store.WaitingRecords;
import io.mqspring.store.index.RecordKeys;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A store in a list, for tests on one thread: everything appended is readable at once, and can be refused. */
public final class MemoryStore implements MessageStore {

    private final TimeSource time;
    private final List<ByteBuffer> log = new ArrayList<>();
    private final Map<String, List<ByteBuffer>> queues = new HashMap<>();
    private long end;
    private ArrivalListener arrivals = (topic, queueId, offset, tagsCode) -> {};
    private @Nullable AppendRefusal refusal;
    private boolean silent;
    private boolean refusesAfterwards;
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;
    private boolean holdingBack;
    private final List<HeldAppend> heldBack = new ArrayList<>();

    public MemoryStore(TimeSource time) {
        this.time = time;
    }

    public void arrivals(ArrivalListener listener) {
        arrivals = listener;
    }

    /** Refuses from now on, or with null no longer. */
    public void refuse(@Nullable AppendRefusal how) {
        refusal = how;
        refusesAfterwards = false;
    }

    /** Appends, and then says that it has not, until {@link #refuse} is called. */
    public void appendAndRefuse(AppendRefusal how) {
        refusal = how;
        refusesAfterwards = true;
    }

    /** Tells appenders nothing until this is called with false. */
    public void holdCallbacks(boolean hold) {
        holding = hold;
        if (!hold) {
            held.forEach(Runnable::run);
            held.clear();
        }
    }

    /** Appends, but never tells who appended, as if the process ended in between. */
    public void forgetCallbacks(boolean forget) {
        silent = forget;
    }

    /** Keeps appends until they are {@linkplain #release released}. */
    public void holdBack(boolean hold) {
        holdingBack = hold;
    }

    /** Appends, or refuses, what was held back at an index. */
    public void release(int at, @Nullable AppendRefusal how) {
        HeldAppend held = heldBack.remove(at);
        if (how != null) {
            held.callback().onRefused(how);
        } else {
            holdingBack = false;
            append(held.content(), true, held.callback());
            holdingBack = true;
        }
    }

    private record HeldAppend(RecordContent content, AppendCallback callback) {}

    @Override
    public void append(RecordContent content, boolean waitForFlush, AppendCallback callback) {
        if (holdingBack) {
            heldBack.add(new HeldAppend(content, callback));
            return;
        }
        AppendRefusal refused = refusal;
        if (refused != null && !refusesAfterwards) {
            callback.onRefused(refused);
            return;
        }
        List<ByteBuffer> queue = queue(content.topic(), content.queueId());
        ByteBuffer record = ByteBuffer.allocate(content.encodedSize());
        long position = end;
        long offset = queue.size();
        RecordFormat.encode(content, record, 0, offset, position, time.wallMillis());
        end += record.capacity();
        log.add(record);
        queue.add(record);
        arrivals.onArrival(content.topic(), content.queueId(), offset, content.tagsCode());
        if (refused != null) {
            callback.onRefused(refused);
        } else if (holding) {
            held.add(() -> callback.onAppended(position, offset, time.wallMillis()));
        } else if (!silent) {
            callback.onAppended(position, offset, time.wallMillis());
        }
    }

    @Override
    public void appendAll(List<RecordContent> contents, boolean waitForFlush, AppendCallback callback) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReadResult read(String topic, int queueId, long offset, int maxCount, int maxBytes, RecordFilter filter) {
        List<ByteBuffer> queue = queue(topic, queueId);
        if (queue.isEmpty()) {
            return new ReadResult(ReadStatus.EMPTY_QUEUE, RecordBatch.empty(), 0, 0, 0);
        }
        if (offset >= queue.size()) {
            ReadStatus status = offset == queue.size() ? ReadStatus.AT_END : ReadStatus.TOO_LARGE;
            return new ReadResult(status, RecordBatch.empty(), queue.size(), 0, queue.size());
        }
        int to = (int) Math.min(queue.size(), offset + maxCount);
        List<ByteBuffer> found = queue.subList((int) offset, to);
        RecordBatch batch = RecordBatch.leased(found, found.size(), () -> {});
        return new ReadResult(ReadStatus.FOUND, batch, to, 0, queue.size());
    }

    @Override
    public boolean matches(String topic, int queueId, long offset, RecordFilter filter) {
        List<ByteBuffer> queue = queue(topic, queueId);
        return offset < queue.size()
                && filter.matchesRecord(
                        queue.get((int) offset), queue.get((int) offset).position());
    }

    @Override
    public boolean isRecent(String topic, int queueId, long offset) {
        return true;
    }

    @Override
    public long minOffset(String topic, int queueId) {
        return 0;
    }

    @Override
    public long maxOffset(String topic, int queueId) {
        return queue(topic, queueId).size();
    }

    @Override
    public long offsetByTime(String topic, int queueId, long wallMillis) {
        throw new UnsupportedOperationException();
    }

    @Override
    public OptionalLong storeTimestamp(String topic, int queueId, long offset) {
        List<ByteBuffer> queue = queue(topic, queueId);
        return offset < 0 || offset >= queue.size()
                ? OptionalLong.empty()
                : OptionalLong.of(RecordFormat.storeTimestamp(queue.get((int) offset), 0));
    }

    @Override
    public Optional<RecordBatch> recordAt(long physicalOffset) {
        return log.stream()
                .filter(record -> RecordFormat.physicalOffset(record, 0) == physicalOffset)
                .findFirst()
                .map(record -> RecordBatch.leased(List.of(record), 1, () -> {}));
    }

    @Override
    public RecordBatch lookUp(String topic, String key, int maxCount, long beginMillis, long endMillis) {
        List<ByteBuffer> found = log.stream()
                .filter(record -> RecordKeys.matches(record, 0, topic, key))
                .limit(maxCount)
                .toList();
        return RecordBatch.leased(found, found.size(), () -> {});
    }

    @Override
    public long scan(long fromPhysicalOffset, RecordVisitor visitor) {
        for (ByteBuffer record : log) {
            if (RecordFormat.physicalOffset(record, 0) >= fromPhysicalOffset && !visitor.visit(record, 0)) {
                return RecordFormat.physicalOffset(record, 0) + record.capacity();
            }
        }
        return end;
    }

    @Override
    public long forcedEnd() {
        return end;
    }

    @Override
    public boolean takesAppends() {
        return refusal == null;
    }

    @Override
    public Map<String, Integer> queueCounts() {
        Map<String, Integer> counts = new HashMap<>();
        queues.keySet().forEach(key -> {
            int slash = key.lastIndexOf('/');
            counts.merge(key.substring(0, slash), Integer.parseInt(key.substring(slash + 1)) + 1, Math::max);
        });
        return counts;
    }

    @Override
    public List<QueueEntry> entries(String topic, int queueId, long offset, int count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteTopic(String topic) {
        queues.keySet().removeIf(key -> key.startsWith(topic + "/"));
    }

    @Override
    public void retain() {
        // Nothing is ever let go.
    }

    @Override
    public String directory() {
        return "memory";
    }

    @Override
    public void keep(WaitingRecords records) {
        // Nothing is ever let go.
    }

    @Override
    public StoreStats stats() {
        return new StoreStats(0, end, log.size(), 0, 0, 0, queues.size(), log.size(), 0, 0);
    }

    @Override
    public void close() {}

    private List<ByteBuffer> queue(String topic, int queueId) {
        return queues.computeIfAbsent(topic + "/" + queueId, key -> new ArrayList<>());
    }
}
