package io.mqspring.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.MessageView;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.store.disk.DirectoryInUseException;
import io.mqspring.store.disk.MappedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store on mapped files, with real threads. */
class StoreOnDiskIT {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(FlushMode.class)
    void concurrentAppendersSeeDenseOffsetsAndReadersNoHole(FlushMode mode) throws InterruptedException {
        int threads = 4;
        int each = 3_000;
        ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
        Map<Integer, Long> lastArrival = new HashMap<>();
        lastArrival.put(0, -1L);
        lastArrival.put(1, -1L);
        LogMessageStore store = open(mode, (topic, queue, offset, tags) -> {
            // Arrivals of one queue never overlap, so the map needs no lock but its own visibility.
            synchronized (lastArrival) {
                if (lastArrival.put(queue, offset) != offset - 1) {
                    problems.add("arrival of " + offset + " out of order in queue " + queue);
                }
            }
        });
        Places places = new Places(threads * each);
        List<Thread> appenders = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            appenders.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    store.append(
                            Records.record("t", i % 2, thread + "-" + i, new byte[i % 700]), true, places.of(i % 2));
                }
            }));
        }
        Thread reader = new Thread(() -> readUntil(store, threads * each / 2, problems));
        appenders.forEach(Thread::start);
        reader.start();
        assertThat(places.done.await(60, TimeUnit.SECONDS)).isTrue();
        reader.join(60_000);
        assertThat(problems).isEmpty();
        assertThat(places.refused).hasValue(0);
        for (int queue = 0; queue < 2; queue++) {
            assertThat(places.offsets.get(queue)).hasSize(threads * each / 2);
            assertThat(store.maxOffset("t", queue)).isEqualTo(threads * each / 2);
        }
        assertThat(lastArrival).containsEntry(0, threads * each / 2 - 1L).containsEntry(1, threads * each / 2 - 1L);
        store.close();
    }

    @Test
    void sendersThatWaitShareForces() throws InterruptedException {
        int senders = 16;
        int each = 100;
        LogMessageStore store = open(FlushMode.SYNC, (topic, queue, offset, tags) -> {});
        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    Places one = new Places(1);
                    store.append(Records.record("t", 0, "m" + i, new byte[500]), true, one.of(0));
                    one.awaitAll();
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        StoreStats stats = store.stats();
        assertThat(stats.forcedRecords()).isEqualTo(senders * each);
        assertThat(stats.forces()).as("forces for %d messages", senders * each).isLessThan(senders * each / 2);
        store.close();
    }

    @Test
    void aClosedStoreIsFoundAgainAsItWas() {
        LogMessageStore store = open(FlushMode.SYNC, (topic, queue, offset, tags) -> {});
        Places places = new Places(100);
        for (int i = 0; i < 100; i++) {
            store.append(Records.record("t", 0, "id" + i, new byte[200]), true, places.of(0));
        }
        store.close();
        assertThat(places.done.getCount()).as("closing completes what waits").isZero();
        assertThat(directory.resolve("abort")).doesNotExist();
        LogMessageStore again = open(FlushMode.SYNC, (topic, queue, offset, tags) -> {});
        ReadResult result = again.read("t", 0, 0, 1000, 1_000_000, RecordFilter.ALL);
        List<MessageView> views = result.batch().toViews("b");
        result.batch().close();
        assertThat(views).hasSize(100);
        assertThat(views.get(99).messageId()).isEqualTo("id99");
        assertThat(again.lookUp("t", "id42", 10, 0, Long.MAX_VALUE).count()).isEqualTo(1);
        again.close();
    }

    @Test
    void damagedLockFilesKeepNobodyOutAndLetNobodyIn() throws IOException {
        open(FlushMode.SYNC, (topic, queue, offset, tags) -> {}).close();
        Files.write(directory.resolve("lock"), new byte[] {(byte) 0xFF, 0, 1});
        Files.write(directory.resolve("lock.holder"), new byte[] {(byte) 0xFF, '=', (byte) 0xC0});
        LogMessageStore store = open(FlushMode.SYNC, (topic, queue, offset, tags) -> {});
        Files.writeString(directory.resolve("lock.holder"), "pid=1\nstarted=2026-13-45\napplication=test\n");
        assertThatThrownBy(() -> open(FlushMode.SYNC, (topic, queue, offset, tags) -> {}))
                .isInstanceOf(DirectoryInUseException.class)
                .hasMessageContaining("'" + directory + "'");
        store.close();
    }

    @Test
    void aSecondStoreIsToldWhoHasTheDirectory() {
        LogMessageStore store = open(FlushMode.SYNC, (topic, queue, offset, tags) -> {});
        assertThatThrownBy(() -> open(FlushMode.SYNC, (topic, queue, offset, tags) -> {}))
                .isInstanceOf(DirectoryInUseException.class)
                .hasMessageContaining("'" + directory + "'")
                .hasMessageContaining("'test'")
                .hasMessageContaining("data directory of its own");
        // The failed attempt must not have freed the lock.
        assertThatThrownBy(() -> open(FlushMode.SYNC, (topic, queue, offset, tags) -> {}))
                .isInstanceOf(DirectoryInUseException.class);
        store.close();
        open(FlushMode.SYNC, (topic, queue, offset, tags) -> {}).close();
    }

    @Test
    void theDirectoryIsForItsOwnerOnly() throws Exception {
        Path deep = directory.resolve("a/b");
        LogMessageStore store = LogMessageStore.open(
                StoreSettings.in(deep),
                MappedDisk.at(deep, "test"),
                new ThreadBackend(),
                FaultHandler.logging(),
                (topic, queue, offset, tags) -> {});
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(deep)))
                .isEqualTo("rwx------");
        store.close();
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Path file = directory.resolve("file");
        Files.writeString(file, "in the way");
        Path wanted = file.resolve("data");
        assertThatThrownBy(() -> LogMessageStore.open(
                        StoreSettings.in(wanted),
                        MappedDisk.at(wanted, "test"),
                        new ThreadBackend(),
                        FaultHandler.logging(),
                        (topic, queue, offset, tags) -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(wanted.toString());
    }

    private LogMessageStore open(FlushMode mode, ArrivalListener arrivals) {
        StoreSettings settings = StoreSettings.in(directory).withFlushMode(mode).withSegmentSize(1024 * 1024);
        return LogMessageStore.open(
                settings, MappedDisk.at(directory, "test"), new ThreadBackend(), FaultHandler.logging(), arrivals);
    }

    private static void readUntil(LogMessageStore store, long end, ConcurrentLinkedQueue<String> problems) {
        long next = 0;
        while (next < end && problems.isEmpty()) {
            ReadResult result = store.read("t", 0, next, 32, 100_000, RecordFilter.ALL);
            for (MessageView view : result.batch().toViews("b")) {
                if (view.offset() != next++) {
                    problems.add("read " + view.offset() + " where " + (next - 1) + " was due");
                }
            }
            result.batch().close();
            if (result.status() == ReadStatus.AT_END || result.status() == ReadStatus.EMPTY_QUEUE) {
                Thread.onSpinWait();
            }
        }
    }

    private static final class Places {

        private final Map<Integer, Set<Long>> offsets = Map.of(0, new HashSet<>(), 1, new HashSet<>());
        private final AtomicInteger refused = new AtomicInteger();
        private final CountDownLatch done;

        Places(int count) {
            done = new CountDownLatch(count);
        }

        void awaitAll() {
            try {
                assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        AppendCallback of(int queue) {
            return new AppendCallback() {
                @Override
                public void onAppended(long physicalOffset, long queueOffset, long storeTimestamp) {
                    Set<Long> seen = offsets.getOrDefault(queue, Set.of());
                    synchronized (seen) {
                        seen.add(queueOffset);
                    }
                    done.countDown();
                }

                @Override
                public void onRefused(AppendRefusal refusal) {
                    refused.incrementAndGet();
                    done.countDown();
                }
            };
        }
    }
}
