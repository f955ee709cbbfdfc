package io.mqspring.test.runtime;

import io.mqspring.message.MessageView;
import io.mqspring.message.RecordFormat;
import io.mqspring.test.simulation.SimulatedDisk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads over the broker's shoulder, in its files: each new entry of each queue must lead to a whole record that says that it
 * belongs there, behind those of the entries before it. Cheap enough to be asked after every task of the simulation. Confined
 * to the thread of the test.
 */
final class StoreWatch {

    private static final String DAMAGED = "damaged/";
    private static final String QUEUES = "consumequeue/";
    private static final int ENTRY = 20;
    private static final int BLANK = Integer.MAX_VALUE;

    private final SimulatedDisk disk;
    private final int segment;
    private final Listener onRecord;
    private final Map<Place, Queue> queues = new HashMap<>();
    private final List<Queue> all = new ArrayList<>();
    private final Map<Long, ByteBuffer> segments = new HashMap<>();
    private final Map<Long, MessageView> byPosition = new HashMap<>();
    private long namesSeen = -1;

    /** A queue. */
    record Place(String topic, int queueId) {}

    /** Is told of each record of a queue, again after each restart. */
    @FunctionalInterface
    interface Listener {

        /**
         * @param half log position of the half message that it commits; 0 if it commits none
         */
        void onRecord(MessageView view, long half);
    }

    /**
     * @param segment bytes of a file of the log
     */
    StoreWatch(SimulatedDisk disk, int segment, Listener onRecord) {
        this.disk = disk;
        this.segment = segment;
        this.onRecord = onRecord;
    }

    /** The broker has come back: what was read may not be there any more. */
    void forget() {
        queues.clear();
        all.clear();
        segments.clear();
        byPosition.clear();
        namesSeen = -1;
    }

    /** Checks what was added since the last look. */
    void look() {
        if (disk.namesAdded() != namesSeen) {
            findQueues();
        }
        for (int i = 0; i < all.size(); i++) {
            Queue queue = all.get(i);
            while (queue.hasNext()) {
                queue.readNext();
            }
        }
    }

    /** A record of a queue; null if there is none. */
    @Nullable
    MessageView record(String topic, int queueId, long offset) {
        Queue queue = queues.get(new Place(topic, queueId));
        return queue == null || offset >= queue.records.size() ? null : queue.records.get((int) offset);
    }

    /** Whether an offset was seen that has no record any more: nobody was told that it is stored. */
    boolean isGap(String topic, int queueId, long offset) {
        Queue queue = queues.get(new Place(topic, queueId));
        return queue != null && offset < queue.records.size() && queue.records.get((int) offset) == null;
    }

    /** A record by its place in the log; null if there is none. */
    @Nullable
    MessageView at(long position) {
        return byPosition.get(position);
    }

    private void findQueues() {
        namesSeen = disk.namesAdded();
        for (String path : disk.paths()) {
            if (path.startsWith(QUEUES) && path.endsWith("/00000000000000000000")) {
                String[] parts = path.substring(QUEUES.length()).split("/");
                Place place = new Place(parts[0], Integer.parseInt(parts[1]));
                if (!queues.containsKey(place)) {
                    Queue queue = new Queue(place, disk.view(path).orElseThrow());
                    queues.put(place, queue);
                    all.add(queue);
                }
            }
        }
    }

    private ByteBuffer segmentOf(long position) {
        return segments.computeIfAbsent(
                position / segment * segment, base -> disk.view(String.format("commitlog/%020d", base))
                        .orElseThrow(() -> new AssertionError("an entry leads to log position " + position
                                + ", where there is no file: there are " + disk.paths())));
    }

    /** One queue, as far as it was read. */
    private final class Queue {

        private final Place place;
        private final ByteBuffer entries;
        private final List<@Nullable MessageView> records = new ArrayList<>();
        private long last = -1;

        private Queue(Place place, ByteBuffer entries) {
            this.place = place;
            this.entries = entries;
        }

        private boolean hasNext() {
            int at = records.size() * ENTRY;
            return at < entries.capacity() && entries.getInt(at + Long.BYTES) != 0;
        }

        private void readNext() {
            int at = records.size() * ENTRY;
            long position = entries.getLong(at);
            int size = entries.getInt(at + Long.BYTES);
            if (size == BLANK) {
                records.add(null);
                return;
            }
            if (leadsPastDamage(position)) {
                records.add(null);
                return;
            }
            verify(position > last, position, "is not behind that of the entry before it, at " + last);
            last = position;
            ByteBuffer log = segmentOf(position);
            int begin = (int) (position % segment);
            verify(RecordFormat.isWellFormed(log, begin, log.capacity()), position, "is not whole");
            verify(RecordFormat.totalSize(log, begin) == size, position, "has another size");
            verify(RecordFormat.physicalOffset(log, begin) == position, position, "belongs somewhere else");
            verify(RecordFormat.isSealIntact(log, begin), position, "is damaged");
            byte[] record = new byte[size];
            log.get(begin, record);
            MessageView view = MessageView.of(record, "b");
            verify(
                    view.queue().topic().equals(place.topic()) && view.queue().queueId() == place.queueId(),
                    position,
                    "is of " + view.queue());
            verify(view.offset() == records.size(), position, "has offset " + view.offset());
            records.add(view);
            byPosition.put(position, view);
            onRecord.onRecord(view, RecordFormat.preparedTransactionOffset(log, begin));
        }

        /** An entry whose record was damaged leads to the next record of the queue, whose own offset tells readers to pass over it. */
        private boolean leadsPastDamage(long position) {
            ByteBuffer log = segmentOf(position);
            int begin = (int) (position % segment);
            if (!RecordFormat.isWellFormed(log, begin, log.capacity())) {
                return false;
            }
            long offset = RecordFormat.queueOffset(log, begin);
            return offset > records.size()
                    && entries.getLong((int) offset * ENTRY) == position
                    && disk.paths().stream().anyMatch(path -> path.startsWith(DAMAGED));
        }

        private void verify(boolean holds, long position, String otherwise) {
            if (!holds) {
                throw new AssertionError("the record at " + position + ", to which entry " + records.size() + " of "
                        + place + " leads, " + otherwise);
            }
        }
    }
}
