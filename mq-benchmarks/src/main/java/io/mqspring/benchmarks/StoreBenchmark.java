package io.mqspring.benchmarks;

import io.mqspring.message.HostAddress;
import io.mqspring.message.RecordContent;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.FlushMode;
import io.mqspring.store.LogMessageStore;
import io.mqspring.store.MessageStore;
import io.mqspring.store.StoreSettings;
import io.mqspring.store.disk.MappedDisk;
import io.mqspring.transport.netty.NettyExecutionBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Appending 1 KiB records to the store, each thread waiting for its own append: until it is written (asynchronous flush) or
 * forced (synchronous flush).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StoreBenchmark {

    private static final int RECORD = 1024;

    @Param({"ASYNC", "SYNC"})
    public FlushMode flush = FlushMode.ASYNC;

    private Path directory = Path.of("");
    private NettyExecutionBackend backend = NettyExecutionBackend.create();
    private @Nullable MessageStore store;

    /** Opens an empty store; a new one for each iteration, so that a long run does not fill the disk. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        directory = Files.createTempDirectory("mq-store-benchmark");
        backend = NettyExecutionBackend.create();
        store = LogMessageStore.open(
                StoreSettings.in(directory).withFlushMode(flush),
                MappedDisk.at(directory, "benchmark"),
                backend,
                FaultHandler.logging(),
                (topic, queueId, offset, tagsCode) -> {});
    }

    /** Closes it and removes its directory. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        opened().close();
        backend.close();
        Benchmarks.deleteTree(directory);
    }

    /** What one appending thread reuses. */
    @State(Scope.Thread)
    public static class Appender implements AppendCallback {

        private static final byte[] PROPERTIES = "UNIQ_KEY\u00010123456789ABCDEF0123456789ABCDEF\u0002"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);

        private final Thread thread = Thread.currentThread();
        private final RecordContent content = content();
        private volatile boolean done;
        private volatile boolean refused;

        private static RecordContent content() {
            RecordContent empty = of(0);
            return of(RECORD - empty.encodedSize());
        }

        private static RecordContent of(int bodyBytes) {
            return RecordContent.of(
                    "benchmark",
                    0,
                    0,
                    0,
                    0,
                    HostAddress.LOCAL,
                    HostAddress.LOCAL,
                    0,
                    ByteBuffer.wrap(new byte[bodyBytes]),
                    PROPERTIES,
                    0);
        }

        @Override
        public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
            finish();
        }

        @Override
        public void onRefused(AppendRefusal refusal) {
            refused = true;
            finish();
        }

        private void finish() {
            done = true;
            if (Thread.currentThread() != thread) {
                LockSupport.unpark(thread);
            }
        }
    }

    /** One record, until it is as safe as the flush mode says. */
    @Benchmark
    public void append(Appender appender) {
        appender.done = false;
        opened().append(appender.content, true, appender);
        while (!appender.done) {
            LockSupport.park(appender);
        }
        if (appender.refused) {
            throw new IllegalStateException("the store refused an append: is the disk full?");
        }
    }

    private MessageStore opened() {
        return Objects.requireNonNull(store, "not set up");
    }
}
