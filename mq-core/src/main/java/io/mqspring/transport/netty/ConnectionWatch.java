package io.mqspring.transport.netty;

import io.mqspring.transport.RemotingException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a connection from time to time and closes it when it is idle, when its peer takes nothing of what is to be
 * written, or when a frame does not end. Counts looks instead of reading a clock for each byte. Confined to the loop.
 */
final class ConnectionWatch implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(ConnectionWatch.class);
    private static final int LOOKS = 4;

    private final Channel channel;
    private final Connection connection;
    private final long interval;
    private final long idleLooks;
    private final long stallLooks;
    private final long frameLooks;
    private long lastReads;
    private long lastWrites;
    private long lastProgress;
    private int quietLooks;
    private int stalledLooks;
    private long lastFrames;
    private int unfinishedLooks;

    ConnectionWatch(Channel channel, Connection connection, ConnectionSettings settings) {
        this.channel = channel;
        this.connection = connection;
        long idle = settings.idleTimeout().toNanos();
        long stall = settings.stallTimeout().toNanos();
        long frame = settings.frameTimeout().toNanos();
        this.interval = Math.max(1, Math.min(Math.min(idle, stall), frame) / LOOKS);
        this.idleLooks = idle / interval;
        this.stallLooks = stall / interval;
        this.frameLooks = frame / interval;
    }

    void start() {
        channel.eventLoop().schedule(this, interval, TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        if (!connection.isOpen()) {
            return;
        }
        long reads = connection.reads();
        long writes = connection.outbox().writesCompleted();
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        boolean pending = buffer != null && buffer.totalPendingWriteBytes() > 0;
        long progress = pending ? buffer.currentProgress() : 0;
        boolean wrote = writes != lastWrites || progress != lastProgress;
        boolean read = reads != lastReads;
        lastReads = reads;
        lastWrites = writes;
        lastProgress = progress;
        stalledLooks = pending && !wrote ? stalledLooks + 1 : 0;
        quietLooks = read || wrote ? 0 : quietLooks + 1;
        long frames = connection.frames();
        // A peer that is not read from just now cannot finish what it has begun.
        boolean owed = connection.awaitsFrame() && channel.config().isAutoRead();
        unfinishedLooks = frames == lastFrames && owed ? unfinishedLooks + 1 : 0;
        lastFrames = frames;
        if (unfinishedLooks >= frameLooks) {
            log.debug("Closing the connection to {}, of which no whole frame comes", connection.name());
            connection.closed(RemotingException.Kind.CONNECTION_LOST, "the peer does not finish a frame");
        } else if (stalledLooks >= stallLooks) {
            log.warn(
                    "Closing the connection to {}: for {} s it has taken nothing of {} bytes",
                    connection.name(),
                    TimeUnit.NANOSECONDS.toSeconds(stallLooks * interval),
                    pending ? buffer.totalPendingWriteBytes() : 0);
            connection.closed(RemotingException.Kind.CONNECTION_LOST, "the peer does not read");
        } else if (quietLooks >= idleLooks) {
            log.debug("Closing the connection to {}, which is idle", connection.name());
            connection.closed(RemotingException.Kind.CONNECTION_LOST, "the connection was idle");
        } else {
            start();
        }
    }
}
