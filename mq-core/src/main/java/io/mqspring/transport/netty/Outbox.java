package io.mqspring.transport.netty;

import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.codec.FrameEncoder;
import io.mqspring.security.Credentials;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one connection. Any thread adds; the connection's loop encodes whatever is there into few
 * buffers and flushes once. While the peer is slow, things wait unencoded. Confined to the loop but for {@link #add}.
 */
final class Outbox {

    private static final int CHUNK_BYTES = 32 * 1024;

    private final EventLoop loop;
    private final @Nullable BooleanSupplier mayRead;
    private final FrameEncoder encoder;
    private final Queue<Outbound> added = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final Runnable drainTask = this::scheduledDrain;
    private final Queue<Outbound> accepted = new ArrayDeque<>();
    private final ChannelFutureListener onWritten = future -> written();
    private @Nullable Channel channel;
    private @Nullable ByteBuf chunk;
    private boolean reading;
    private boolean draining;
    private long writesCompleted;
    private volatile @Nullable Throwable closedBy;

    /**
     * @param credentials what requests are signed with, if they are
     * @param mayRead whether there is another reason to read on from a peer that takes what is there for it; null to read always
     */
    Outbox(EventLoop loop, @Nullable Credentials credentials, @Nullable BooleanSupplier mayRead) {
        this.loop = loop;
        this.encoder = new FrameEncoder(credentials);
        this.mayRead = mayRead;
    }

    /** Queues something; on any thread. */
    void add(Outbound item) {
        added.add(item);
        Throwable why = closedBy;
        if (why != null) {
            if (added.remove(item)) {
                item.fail(why);
            }
            return;
        }
        if (loop.inEventLoop() && reading) {
            // Answered on the spot: goes out with the others when what was read at once is done.
            return;
        }
        if (!drainScheduled.get() && drainScheduled.compareAndSet(false, true)) {
            schedule(item);
        }
    }

    private void schedule(Outbound item) {
        try {
            loop.execute(drainTask);
        } catch (RejectedExecutionException e) {
            drainScheduled.set(false);
            if (added.remove(item)) {
                item.fail(e);
            }
        }
    }

    /** The connection stands: what waited goes out. */
    void open(Channel connected) {
        channel = connected;
        drain();
    }

    void readBegins() {
        reading = true;
    }

    void readEnds() {
        reading = false;
        drain();
    }

    /** Writes as much as the peer takes. */
    void drain() {
        for (Outbound item = added.poll(); item != null; item = added.poll()) {
            item.accepted();
            accepted.add(item);
        }
        Channel target = channel;
        if (target == null || draining) {
            return;
        }
        draining = true;
        try {
            while (!accepted.isEmpty() && target.isWritable()) {
                encodeAccepted(target);
                target.flush();
            }
        } finally {
            draining = false;
        }
        BooleanSupplier more = mayRead;
        if (more != null) {
            target.config().setAutoRead(accepted.isEmpty() && target.isWritable() && more.getAsBoolean());
        }
    }

    /** Refuses what comes from now on and fails what waits. */
    void close(Throwable why) {
        closedBy = why;
        channel = null;
        fail(accepted, why);
        fail(added, why);
    }

    /** Grows with each buffer that the peer has taken. */
    long writesCompleted() {
        return writesCompleted;
    }

    private void scheduledDrain() {
        drainScheduled.set(false);
        drain();
    }

    private void encodeAccepted(Channel target) {
        while (target.isWritable()) {
            Outbound item = accepted.poll();
            if (item == null) {
                break;
            }
            try {
                if (item.begin(encoder)) {
                    writeFrame(target);
                }
            } catch (RuntimeException e) {
                item.fail(e);
            }
        }
        writeChunk(target);
    }

    private void writeFrame(Channel target) {
        int bytes = encoder.bytes();
        ByteBuf out = chunk;
        if (out != null && out.writableBytes() < bytes) {
            writeChunk(target);
            out = null;
        }
        if (out == null) {
            boolean alone = accepted.isEmpty();
            out = target.alloc().directBuffer(alone ? bytes : Math.max(bytes, CHUNK_BYTES));
            chunk = out;
        }
        RecordBatch batch = encoder.writeTo(out);
        if (!batch.isEmpty()) {
            writeChunk(target);
            writeBatch(target, batch);
        }
    }

    private void writeChunk(Channel target) {
        ByteBuf out = chunk;
        if (out != null) {
            chunk = null;
            target.write(out).addListener(onWritten);
        }
    }

    private void writeBatch(Channel target, RecordBatch batch) {
        ByteBuffer[] slices = batch.slices().toArray(ByteBuffer[]::new);
        target.write(Unpooled.wrappedBuffer(slices.length, slices)).addListener(future -> {
            batch.close();
            written();
        });
    }

    private void written() {
        writesCompleted++;
    }

    private static void fail(Queue<Outbound> items, Throwable why) {
        for (Outbound item = items.poll(); item != null; item = items.poll()) {
            item.fail(why);
        }
    }
}
