package io.mqspring.benchmarks;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;

/**
 * The broker that is measured and killed: one in a JVM of its own, with a port. Arguments: directory and port. Answers each
 * line on its input with one line of figures; ends with its input.
 */
public final class DelayBroker {

    static final String READY = "ready ";
    static final String FIGURES = "figures ";

    private DelayBroker() {}

    public static void main(String[] arguments) throws IOException {
        long start = System.nanoTime();
        EmbeddedBroker broker =
                EmbeddedBroker.start(BrokerSettings.in(Path.of(arguments[0])).withPort(Integer.parseInt(arguments[1])));
        broker.createTopic(DelayRun.TIMED, DelayRun.QUEUES);
        broker.createTopic(DelayRun.BESIDE, DelayRun.QUEUES);
        System.out.println(READY + broker.port().orElseThrow() + " " + (System.nanoTime() - start) / 1_000_000);
        while (System.in.read() >= 0) {
            long pending = broker.stats().delayed().getOrDefault(DelayRun.TIMED, 0L);
            System.out.println(FIGURES + pending + " " + heapAfterCollection() + " " + heapUsed());
        }
        broker.close();
    }

    /** Bytes that lived on after the last collection of each part of the heap. */
    private static long heapAfterCollection() {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage usage = pool.getCollectionUsage();
            bytes += usage == null ? 0 : usage.getUsed();
        }
        return bytes;
    }

    private static long heapUsed() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
