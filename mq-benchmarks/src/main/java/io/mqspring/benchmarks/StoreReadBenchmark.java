package io.mqspring.benchmarks;

import io.mqspring.message.HostAddress;
import io.mqspring.message.RecordContent;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.store.AppendCallback;
import io.mqspring.store.AppendRefusal;
import io.mqspring.store.FlushMode;
import io.mqspring.store.LogMessageStore;
import io.mqspring.store.MessageStore;
import io.mqspring.store.ReadResult;
import io.mqspring.store.RecordFilter;
import io.mqspring.store.StoreSettings;
import io.mqspring.store.disk.MappedDisk;
import io.mqspring.transport.netty.NettyExecutionBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reading 32 records of 1 KiB by queue offset, from memory, as a pull does. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StoreReadBenchmark implements AppendCallback {

    static final int BATCH = 32;
    private static final int RECORDS = 10_000;
    private static final int RECORD = 1024;

    private Path directory = Path.of("");
    private NettyExecutionBackend backend = NettyExecutionBackend.create();
    private @Nullable MessageStore store;
    private long next;

    /** Fills a queue. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = Files.createTempDirectory("mq-store-benchmark");
        backend = NettyExecutionBackend.create();
        MessageStore opened = LogMessageStore.open(
                StoreSettings.in(directory).withFlushMode(FlushMode.ASYNC),
                MappedDisk.at(directory, "benchmark"),
                backend,
                FaultHandler.logging(),
                (topic, queueId, offset, tagsCode) -> {});
        ByteBuffer body = ByteBuffer.wrap(new byte[RECORD]);
        for (int i = 0; i < RECORDS; i++) {
            RecordContent record = RecordContent.of(
                    "benchmark", 0, 0, 0, 0, HostAddress.LOCAL, HostAddress.LOCAL, 0, body, new byte[0], 0);
            opened.append(record, false, this);
        }
        store = opened;
    }

    /** Closes the store and removes its directory. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        opened().close();
        backend.close();
        Benchmarks.deleteTree(directory);
    }

    /** One read; from the beginning again after the end. */
    @Benchmark
    public int read() {
        if (next + BATCH > RECORDS) {
            next = 0;
        }
        ReadResult result = opened().read("benchmark", 0, next, BATCH, BATCH * RECORD * 2, RecordFilter.ALL);
        next = result.nextOffset();
        int size = result.batch().byteSize();
        result.batch().close();
        return size;
    }

    @Override
    public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
        // Readable at once: flushing is asynchronous.
    }

    @Override
    public void onRefused(AppendRefusal refusal) {
        throw new IllegalStateException("the store refused an append: " + refusal);
    }

    private MessageStore opened() {
        return Objects.requireNonNull(store, "not set up");
    }
}
