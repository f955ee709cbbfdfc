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

    /** One thread, perhaps a virtual one, with its topmost frames. Stops that thread for a moment. */
    public static String of(Thread thread, int frames) {
        StackTraceElement[] stack = thread.getStackTrace();
        StringBuilder text = new StringBuilder(name(thread)).append("  ").append(thread.getState());
        for (int i = 0; i < Math.min(frames, stack.length); i++) {
            text.append("\n    at ").append(stack[i]);
        }
        return text.toString();
    }

    /** Virtual threads mostly have none. */
    private static String name(Thread thread) {
        return thread.getName().isEmpty() ? thread.toString() : thread.getName();
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
