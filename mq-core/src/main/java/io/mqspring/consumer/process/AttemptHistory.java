package io.mqspring.consumer.process;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What is written down of failed attempts, as text for properties. {@code time|exception class} per attempt, newest last,
 * separated by {@code ;}, at most 16. Stateless.
 */
final class AttemptHistory {

    static final int MAX_ATTEMPTS = 16;
    static final String UNKNOWN = "-";

    private static final int MAX_CLASS = 200;
    private static final int MAX_MESSAGE = 1024;
    /** Of each cause: the upper frames tell more than the lower ones of a cause that would no longer fit. */
    private static final int MAX_FRAMES = 20;

    private static final int MAX_CAUSES = 8;

    private AttemptHistory() {}

    /** The history with one more attempt. */
    static String append(@Nullable String history, long wallMillis, @Nullable Throwable cause) {
        String entry = Instant.ofEpochMilli(wallMillis) + "|" + (cause == null ? UNKNOWN : errorClass(cause));
        if (history == null || history.isEmpty()) {
            return entry;
        }
        String[] before = history.split(";");
        StringBuilder text = new StringBuilder(history.length() + entry.length() + 1);
        for (int i = Math.max(0, before.length - (MAX_ATTEMPTS - 1)); i < before.length; i++) {
            text.append(before[i]).append(';');
        }
        return text.append(entry).toString();
    }

    static String errorClass(Throwable cause) {
        return cut(relevant(cause).getClass().getName(), MAX_CLASS);
    }

    static String errorMessage(Throwable cause) {
        String message = relevant(cause).getMessage();
        return message == null ? "" : cut(clean(message), MAX_MESSAGE);
    }

    /** The stack with its causes, cut to so many bytes at the end of a line; empty when not even one line fits. */
    static String stack(Throwable cause, int maxBytes) {
        StringBuilder text = new StringBuilder();
        Throwable current = relevant(cause);
        int room = maxBytes;
        for (int depth = 0; current != null && depth < MAX_CAUSES; depth++) {
            String head = (depth == 0 ? "" : "Caused by: ") + clean(cut(current.toString(), MAX_MESSAGE));
            room = appendLine(text, head, room);
            StackTraceElement[] frames = current.getStackTrace();
            int shown = Math.min(frames.length, MAX_FRAMES);
            for (int i = 0; i < shown; i++) {
                room = appendLine(text, "\tat " + frames[i], room);
            }
            if (shown < frames.length) {
                room = appendLine(text, "\t... " + (frames.length - shown) + " more", room);
            }
            current = current.getCause();
        }
        return text.toString();
    }

    /** The failure behind the wrappers of completion stages. */
    static Throwable relevant(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Text without the two characters that separate properties. */
    static String clean(String text) {
        return text.replace('\u0001', ' ').replace('\u0002', ' ');
    }

    /** So many characters of a text, and no half of a pair. */
    static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
        return text.substring(0, end);
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** What is left of the room; 0 when a line did not fit, so that nothing follows it. */
    private static int appendLine(StringBuilder text, String line, int room) {
        int cost = bytes(line) + 1;
        if (cost > room) {
            return 0;
        }
        text.append(line).append('\n');
        return room - cost;
    }
}
