package io.mqspring.test.runtime;

import io.mqspring.message.MessageView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was sent, what was acknowledged, and how it went in each group: the model that a runtime is held against. Confined to
 * the thread of the test.
 */
final class Ledger {

    private final Map<String, String> sent = new LinkedHashMap<>();
    private final Map<String, String> acknowledged = new LinkedHashMap<>();
    private final Map<String, Set<String>> succeeded = new TreeMap<>();
    private final Map<String, BitSet> ended = new TreeMap<>();
    private final Map<String, Long> committed = new TreeMap<>();
    private boolean settled;
    private long calls;

    void sent(String topic, String body) {
        sent.put(body, topic);
    }

    void acknowledged(String topic, String body) {
        acknowledged.put(body, topic);
    }

    /** Listeners must be handed nothing that nobody sent. */
    void handed(String group, MessageView view) {
        calls++;
        String body = text(view);
        if (!view.topic().equals(sent.get(body))) {
            throw new AssertionError(group + " was handed '" + body + "' of " + view.topic() + ", which nobody sent");
        }
    }

    /** A listener has answered: the message may be committed (a failed one once its copy is safe). */
    void ended(String group, MessageView view, boolean success) {
        endedOn(group, view.queue().topic(), view.queue().queueId()).set(Math.toIntExact(view.offset()));
        if (success
                && !succeeded
                        .computeIfAbsent(group, name -> new LinkedHashSet<>())
                        .add(text(view))
                && settled) {
            throw new AssertionError(group + " consumed " + view + " again, and nothing had gone wrong");
        }
    }

    /**
     * From now on each queue has one owner: no committed offset falls, and nothing comes twice. Before, a member that is cut
     * off and the one that took over from it may both commit, and the last one wins.
     */
    void settled() {
        committed.clear();
        settled = true;
    }

    /** Checks an offset that the broker knows: it passes nothing that no listener has answered for. */
    void checkCommitted(String group, String topic, int queueId, long offset) {
        int open = endedOn(group, topic, queueId).nextClearBit(0);
        if (open < offset) {
            throw new AssertionError(group + " has committed " + offset + " on " + topic + "/" + queueId
                    + ", but no listener has answered for " + open);
        }
        String key = key(group, topic, queueId);
        Long before = committed.put(key, offset);
        if (settled && before != null && offset < before) {
            throw new AssertionError("the committed offset of " + key + " fell from " + before + " to " + offset);
        }
    }

    /** Acknowledged messages that a group has not consumed, of the topics it listens to. */
    List<String> missing(String group, Set<String> topics) {
        Set<String> done = succeeded.getOrDefault(group, Set.of());
        List<String> missing = new ArrayList<>();
        acknowledged.forEach((body, topic) -> {
            if (topics.contains(topic) && !done.contains(body)) {
                missing.add(body);
            }
        });
        return missing;
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }

    long calls() {
        return calls;
    }

    private BitSet endedOn(String group, String topic, int queueId) {
        return ended.computeIfAbsent(key(group, topic, queueId), key -> new BitSet());
    }

    private static String key(String group, String topic, int queueId) {
        return group + " on " + topic + "/" + queueId;
    }

    private static String text(MessageView view) {
        return new String(view.body(), StandardCharsets.UTF_8);
    }
}
