package io.mqspring.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * What a JVM says of itself.
 *
 * @param cpuNanos processor time of the process so far
 * @param heapBytes heap in use, after a collection if that was asked for
 * @param ownNanos processor time so far of the threads below: what the JVM does for itself, compiling above all, is not in it
 * @param threads platform threads that somebody other than the JVM has started, but for main: the names
 */
record JvmFigures(long cpuNanos, long heapBytes, long ownNanos, List<String> threads) {

    private static final String FIGURES = "figures";
    private static final String COLLECTED = "collected";

    /** This JVM's figures as a line for {@link #of}; after a collection if the question is for that. */
    static String answer(String question) {
        if (question.equals(COLLECTED)) {
            collect();
        }
        JvmFigures now = now();
        return FIGURES + " " + now.cpuNanos + " " + now.heapBytes + " " + now.ownNanos + " "
                + String.join(",", now.threads);
    }

    /** Answers each line of the input until it ends. */
    static void answerAll() throws IOException {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            System.out.println(answer(line));
        }
    }

    /** Asks a child that answers. */
    static JvmFigures of(ChildJvm child, boolean collected) throws IOException {
        child.say(collected ? COLLECTED : FIGURES);
        String[] words = child.await(FIGURES).split(" ", 4);
        return new JvmFigures(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                List.of(words[3].split(",")));
    }

    /** Mebibytes. */
    double heap() {
        return heapBytes / 1048576.0;
    }

    private static JvmFigures now() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Thread> own = threadsOfTheApplication();
        return new JvmFigures(
                system.getProcessCpuTime(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                own.stream()
                        .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getId())))
                        .sum(),
                own.stream()
                        .map(thread -> thread.getName().replaceAll("[, ]", "_"))
                        .sorted()
                        .toList());
    }

    private static void collect() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            LockSupport.parkNanos(200_000_000);
        }
    }

    private static List<Thread> threadsOfTheApplication() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !Objects.equals(groupOf(thread), "system")
                        && !Objects.equals(groupOf(thread), "InnocuousThreadGroup"))
                .filter(thread -> !thread.getName().equals("main"))
                .toList();
    }

    private static String groupOf(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group == null ? "" : group.getName();
    }
}
