package io.mqspring.broker.handover;

import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.TopicNames;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.MessageStore;
import io.mqspring.store.StoreException;
import io.mqspring.store.disk.DirectoryInUseException;
import io.mqspring.store.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes waiting timers from broker to broker. An official broker knows its progress as one offset of the timer queue and a
 * wheel on disk; without a wheel, it takes up everything from that offset on. So what waits is put to the end of the queue,
 * where nothing that was delivered lies between, and the offset is set to the first of it. The other way it is the same: an
 * official broker's wheel is not read, since every timer in it is in the queue too. Records that are put to the end bear the mark
 * that makes their old place a done one, so that a crash in between repeats nothing and loses nothing.
 */
public final class TimerHandOver {

    private static final Logger log = LoggerFactory.getLogger(TimerHandOver.class);
    private static final String WHEEL = "timerwheel";
    private static final String WHEEL_LOG = "timerlog";

    private final Disk disk;

    public TimerHandOver(Disk disk) {
        this.disk = disk;
    }

    /** Whether an official broker had the directory last and may have delivered timers, so that {@link #moveToEnd} must run. */
    public boolean isForeign() {
        return check().map(check -> !check.ours()).orElse(false);
    }

    /**
     * Puts the timers that wait to the end of the timer queue, unless nothing but them is there from the first one on.
     *
     * @param open opens the store, which is closed again here: so everything is forced before the progress is written
     * @param storeHost the broker, for the records
     * @return how many timers wait
     * @throws StoreException if they cannot be stored; nothing is lost then
     */
    public int moveToEnd(Supplier<MessageStore> open, HostAddress storeHost) {
        TimerCheck check = check().orElse(new TimerCheck(0, 0, true));
        int waiting;
        long first;
        try (MessageStore store = open.get()) {
            PendingTimers pending = PendingTimers.find(store, check);
            waiting = pending.count();
            first = pending.lowest();
            if (!pending.isContiguous()) {
                first = new Mover(store, storeHost).move(pending);
                log.info("{} waiting timers were put to the end of the timer queue, from offset {} on", waiting, first);
            }
        }
        writeLocked(first);
        return waiting;
    }

    /**
     * Writes down where an official broker would begin, once the store is closed: earlier, a power failure could take deliveries
     * back that this calls done. If it cannot be written, the earlier one stays, and an official broker would repeat timers.
     *
     * @param lowest no timer below this offset of the timer queue waits
     */
    public void onClosed(long lowest) {
        try {
            Optional<TimerCheck> check = check();
            long before = check.map(TimerCheck::queueOffset).orElse(0L);
            if (lowest != before) {
                writeLocked(lowest);
            }
        } catch (StoreException | DirectoryInUseException e) {
            log.warn("An official broker would repeat timers: {}", e.getMessage());
        }
    }

    /**
     * The offset below which no timer waits, whatever else is known; 0 if nothing is. A log that lost its end (asynchronous
     * flush, power failure) gives offsets again: then the file is corrected before that happens.
     *
     * @param end of the timer queue
     */
    public long floor(long end) {
        Optional<TimerCheck> check = check();
        if (check.isEmpty()) {
            return 0;
        }
        long floor = check.get().queueOffset();
        if (floor > end) {
            writeUnlocked(end);
            return end;
        }
        return floor;
    }

    private Optional<TimerCheck> check() {
        try {
            return TimerCheck.read(disk);
        } catch (IOException e) {
            throw new StoreException(
                    disk.describe() + "/" + TimerCheck.PATH + " cannot be read (" + e.getMessage()
                            + "). Make it readable, or remove it: then timers that were delivered are delivered again.",
                    e);
        }
    }

    /** After the store gave the directory back: it must be whole, and ours for this moment. */
    private void writeLocked(long first) {
        try {
            disk.acquire();
            try {
                if (disk.read("abort").isPresent()) {
                    throw new StoreException("Not all of '" + disk.describe()
                            + "' could be forced to disk, so the timers' progress is left as it was. Try again.");
                }
                writeUnlocked(first);
            } finally {
                disk.close();
            }
        } catch (IOException e) {
            throw new StoreException("'" + disk.describe() + "' cannot be used: " + e.getMessage(), e);
        }
    }

    /** Lower than true is repeats, higher would be loss. A wheel knows of none of this and goes. */
    private void writeUnlocked(long lowest) {
        try {
            TimerCheck.write(disk, lowest);
            disk.delete(WHEEL);
            disk.deleteTree(WHEEL_LOG);
            disk.sync("");
        } catch (IOException e) {
            throw new StoreException(
                    "'" + disk.describe() + "/" + TimerCheck.PATH + "' cannot be written: " + e.getMessage(), e);
        }
    }

    /** Appends timers anew, in their order. Confined to its user. */
    private static final class Mover implements AppendCallback {

        private final MessageStore store;
        private final HostAddress storeHost;
        private long first = -1;
        private @Nullable AppendRefusal refusal;

        Mover(MessageStore store, HostAddress storeHost) {
            this.store = store;
            this.storeHost = storeHost;
        }

        /** The offset of the first at its new place. */
        long move(PendingTimers pending) {
            pending.forEach(this::append);
            return first;
        }

        private void append(MessageView timer) {
            Map<String, String> properties = new LinkedHashMap<>(timer.properties());
            properties.put(PropertyNames.MQ_TIMER_OFFSET, Long.toString(timer.offset()));
            RecordContent content = RecordContent.of(
                    TopicNames.TIMER_TOPIC,
                    0,
                    timer.flag(),
                    timer.sysFlag(),
                    timer.bornTimestamp(),
                    timer.bornHost(),
                    storeHost,
                    timer.reconsumeTimes(),
                    ByteBuffer.wrap(timer.storedBody()),
                    MessageProperties.encode(properties).getBytes(StandardCharsets.UTF_8),
                    timer.tag().map(RecordContent::tagsCode).orElse(0L));
            // Without waiting for the force the answer comes in this thread; closing the store forces.
            store.append(content, false, this);
            if (refusal != null) {
                throw new StoreException("Waiting timers cannot be put to the end of the timer queue (" + refusal
                        + "). Make room on the disk and try again; nothing is lost.");
            }
        }

        @Override
        public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
            first = first < 0 ? queueOffset : first;
        }

        @Override
        public void onRefused(AppendRefusal refused) {
            refusal = refused;
        }
    }
}
