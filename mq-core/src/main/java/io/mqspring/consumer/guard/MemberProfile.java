package io.mqspring.consumer.guard;

import io.mqspring.message.TopicNames;
import io.mqspring.protocol.HeartbeatRequest;
import io.mqspring.protocol.SubscriptionEntry;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a group consumes, and how. Immutable.
 *
 * @param subscriptions what they mean, by topic; retry topics, which follow from the group, are left out
 * @param model {@code CLUSTERING} or {@code BROADCASTING}; null: not known
 * @param ordered whether it locks queues; null: not known
 */
record MemberProfile(
        Map<String, String> subscriptions,
        @Nullable String model,
        @Nullable Boolean ordered) {

    static MemberProfile of(Collection<SubscriptionEntry> entries, @Nullable String model, @Nullable Boolean ordered) {
        Map<String, String> meanings = new TreeMap<>();
        for (SubscriptionEntry entry : entries) {
            if (!TopicNames.isRetryTopic(entry.topic())) {
                meanings.put(entry.topic(), meaning(entry));
            }
        }
        return new MemberProfile(meanings, model, ordered);
    }

    static MemberProfile of(HeartbeatRequest.Consumer self, boolean ordered) {
        return of(self.subscriptions(), self.messageModel(), ordered);
    }

    /** Whether nothing that is known of both differs. */
    boolean agreesWith(MemberProfile other) {
        return subscriptions.equals(other.subscriptions)
                && (model == null || other.model == null || model.equals(other.model))
                && (ordered == null || other.ordered == null || ordered.equals(other.ordered));
    }

    /** In words, of a profile that differs from another: only what is worth saying. */
    String describe(MemberProfile other) {
        String topics = subscriptions.isEmpty()
                ? "nothing"
                : subscriptions.entrySet().stream()
                        .map(each -> each.getKey() + " [" + each.getValue() + "]")
                        .collect(Collectors.joining(", "));
        String how = model != null && other.model != null && !model.equals(other.model) ? " (" + model + ")" : "";
        String order = ordered != null && other.ordered != null && !ordered.equals(other.ordered)
                ? ordered ? " (with locks on queues)" : " (without locks on queues)"
                : "";
        return topics + how + order;
    }

    /** Tags in any order and spacing mean the same. */
    private static String meaning(SubscriptionEntry entry) {
        return entry.tags().isEmpty() ? entry.expression().trim() : String.join(" || ", new TreeSet<>(entry.tags()));
    }
}
