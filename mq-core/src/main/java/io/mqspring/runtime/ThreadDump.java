package io.mqspring.runtime;

import java.util.Comparator;
import java.util.Map;

/** What the threads of this JVM are doing, as text. Stateless. */
public final class ThreadDump {

    private ThreadDump() {}

    /** All threads with their stacks, sorted by name. Stops the JVM for a moment. */
    public static String text() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
                .forEach(entry -> append(entry, text));
        return text.toString();
    }

    private static void append(Map.Entry<Thread, StackTraceElement[]> entry, StringBuilder text) {
        Thread thread = entry.getKey();
        text.append(thread.getName()).append("  ").append(thread.getState()).append('\n');
        for (StackTraceElement frame : entry.getValue()) {
            text.append("    at ").append(frame).append('\n');
        }
        text.append('\n');
    }
}
