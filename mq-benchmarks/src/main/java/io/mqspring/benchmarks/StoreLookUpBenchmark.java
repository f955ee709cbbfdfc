package io.mqspring.benchmarks;

import io.mqspring.message.HostAddress;
import io.mqspring.message.RecordBatch;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
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

/** Finding one record of 1 KiB among 200,000 by its key, through the index. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StoreLookUpBenchmark implements AppendCallback {

    private static final int RECORDS = 200_000;
    private static final int BODY = 900;

    private final Random random = new Random(1);
    private Path directory = Path.of("");
    private NettyExecutionBackend backend = NettyExecutionBackend.create();
    private @Nullable MessageStore store;

    /** Fills a store and opens it again, which indexes all of it. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = Files.createTempDirectory("mq-store-benchmark");
        backend = NettyExecutionBackend.create();
        MessageStore filled = openStore();
        ByteBuffer body = ByteBuffer.wrap(new byte[BODY]);
        for (int i = 0; i < RECORDS; i++) {
            byte[] properties = ("KEYS\u0001" + key(i) + "\u0002").getBytes(StandardCharsets.UTF_8);
            RecordContent record = RecordContent.of(
                    "benchmark", 0, 0, 0, 0, HostAddress.LOCAL, HostAddress.LOCAL, 0, body, properties, 0);
            filled.append(record, false, this);
        }
        filled.close();
        store = openStore();
    }

    /** Closes the store and removes its directory. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        opened().close();
        backend.close();
        Benchmarks.deleteTree(directory);
    }

    /** One look-up of a key that one record has. */
    @Benchmark
    public int lookUp() {
        RecordBatch found = opened().lookUp("benchmark", key(random.nextInt(RECORDS)), 32, 0, Long.MAX_VALUE);
        int count = found.count();
        found.close();
        if (count != 1) {
            throw new IllegalStateException(count + " records found under a key of one");
        }
        return count;
    }

    @Override
    public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
        // Readable at once: flushing is asynchronous.
    }

    @Override
    public void onRefused(AppendRefusal refusal) {
        throw new IllegalStateException("the store refused an append: " + refusal);
    }

    private MessageStore openStore() throws IOException {
        return LogMessageStore.open(
                StoreSettings.in(directory).withFlushMode(FlushMode.ASYNC),
                MappedDisk.at(directory, "benchmark"),
                backend,
                FaultHandler.logging(),
                (topic, queueId, offset, tagsCode) -> {});
    }

    private MessageStore opened() {
        return Objects.requireNonNull(store, "not set up");
    }

    private static String key(int number) {
        return "order-" + number;
    }
}
