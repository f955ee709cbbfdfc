package io.mqspring.broker.transaction;

import io.mqspring.message.HostAddress;
import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordContent;
import io.mqspring.message.TopicNames;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.MessageStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which half messages need nothing more, for the next start: records of tag {@code d} whose body is half queue
 * offsets in decimal, each followed by a comma, as official brokers of version 5 write and read them. One write is on its
 * way at a time; what comes meanwhile goes into the next. Confined to the broker's serial executor.
 */
final class OpLog {

    private static final Logger log = LoggerFactory.getLogger(OpLog.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final String TAG = "d";
    private static final char END = ',';
    /** Offsets of one record: official brokers keep their records to 4 KB. */
    private static final int RUN = 200;

    private static final byte[] PROPERTIES =
            MessageProperties.encode(Map.of(PropertyNames.TAGS, TAG)).getBytes(StandardCharsets.UTF_8);

    private final MessageStore store;
    private final SerialExecutor executor;
    private final TimeSource time;
    private final HostAddress storeHost;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    /** Written records that still tell something about half messages that a start would read. */
    private final Deque<Op> written = new ArrayDeque<>();

    /** Behind the last record. */
    private long end;

    private boolean writing;
    private boolean refused;

    OpLog(MessageStore store, SerialExecutor executor, TimeSource time, HostAddress storeHost) {
        this.store = store;
        this.executor = executor;
        this.time = time;
        this.storeHost = storeHost;
    }

    /** A record at an offset of the op queue, and the highest half offset it names. */
    record Op(long offset, long highest) {}

    private record Entry(long halfOffset, @Nullable Runnable then) {}

    /** Takes over what a start has read. */
    void restore(Deque<Op> ops, long opEnd) {
        written.addAll(ops);
        end = opEnd;
    }

    /** Writes an offset down soon. */
    void add(long halfOffset) {
        waiting.addLast(new Entry(halfOffset, null));
        write();
    }

    /** Writes an offset down soon and runs a task when that is done. */
    void add(long halfOffset, Runnable then) {
        waiting.addLast(new Entry(halfOffset, then));
        write();
    }

    /** The first record that a start must read when half messages below an offset do not matter any more. */
    long firstNeeded(long lowestOpen) {
        while (!written.isEmpty() && written.getFirst().highest() < lowestOpen) {
            written.removeFirst();
        }
        return written.isEmpty() ? end : written.getFirst().offset();
    }

    /**
     * The half offsets that a record's body names; what is no number is passed over. Brokers of version 4 write one number
     * and no comma.
     */
    static List<Long> offsets(byte[] body) {
        List<Long> offsets = new ArrayList<>();
        for (String part : new String(body, StandardCharsets.UTF_8).split(",")) {
            try {
                offsets.add(Long.parseLong(part.trim()));
            } catch (NumberFormatException e) {
                log.warn("A record of {} names '{}', which is no offset: passed over", TopicNames.OP_TOPIC, part);
            }
        }
        return offsets;
    }

    private void write() {
        if (writing || waiting.isEmpty()) {
            return;
        }
        writing = true;
        StringBuilder body = new StringBuilder();
        Deque<Entry> run = new ArrayDeque<>();
        long highest = 0;
        while (!waiting.isEmpty() && run.size() < RUN) {
            Entry entry = waiting.removeFirst();
            run.addLast(entry);
            body.append(entry.halfOffset()).append(END);
            highest = Math.max(highest, entry.halfOffset());
        }
        long most = highest;
        store.append(content(body.toString()), true, new AppendCallback() {
            @Override
            public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                submit(() -> onWritten(run, new Op(queueOffset, most)));
            }

            @Override
            public void onRefused(AppendRefusal refusal) {
                submit(() -> onFailed(run, refusal));
            }
        });
    }

    private void onWritten(Deque<Entry> run, Op op) {
        writing = false;
        refused = false;
        written.addLast(op);
        end = op.offset() + 1;
        run.forEach(entry -> {
            Runnable then = entry.then();
            if (then != null) {
                then.run();
            }
        });
        write();
    }

    private void onFailed(Deque<Entry> run, AppendRefusal refusal) {
        if (!refused) {
            refused = true;
            log.warn("Settled transactions cannot be written down ({}); this is tried again", refusal);
        }
        while (!run.isEmpty()) {
            waiting.addFirst(run.removeLast());
        }
        executor.schedule(
                () -> {
                    writing = false;
                    write();
                },
                RETRY);
    }

    private RecordContent content(String body) {
        return RecordContent.of(
                TopicNames.OP_TOPIC,
                0,
                0,
                0,
                time.wallMillis(),
                storeHost,
                storeHost,
                0,
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)),
                PROPERTIES,
                RecordContent.tagsCode(TAG));
    }

    private void submit(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // Justification: the broker is closed; the next start reads what has reached the log.
            log.trace("op log ends");
        }
    }
}
