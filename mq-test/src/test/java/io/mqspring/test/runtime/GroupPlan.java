package io.mqspring.test.runtime;

import io.mqspring.consumer.Batching;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.RetryPolicy;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.filter.MessageFilter;
import io.mqspring.message.MessageView;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * How a group consumes in one world: the same for all its members, chosen by the seed.
 *
 * @param tags those it wants; empty: all
 * @param sql whether it says so by an expression that the broker evaluates
 */
record GroupPlan(String group, List<String> topics, SubscriptionSettings settings, Set<String> tags, boolean sql) {

    /** What messages are tagged with. */
    static final List<String> TAGS = List.of("a", "b", "c");

    private static final List<Ordering> ORDERINGS = List.of(Ordering.NONE, Ordering.QUEUE, Ordering.KEY);
    /** So many that no message ends as a dead letter for being tried too often. */
    private static final int RETRIES = 200;

    private static final int MAX_SPAN = 40;
    private static final int MAX_CACHED = 24;

    static GroupPlan random(String group, List<String> topics, RandomGenerator random) {
        Ordering ordering = ORDERINGS.get(random.nextInt(ORDERINGS.size()));
        Duration linger = random.nextInt(3) == 0 ? Duration.ofMillis(1 + random.nextInt(400)) : Duration.ZERO;
        List<Duration> ladder = List.of(
                Duration.ofMillis(200 + random.nextInt(1_000)), Duration.ofMillis(1_000 + random.nextInt(3_000)));
        SubscriptionSettings settings = SubscriptionSettings.defaults()
                .withOrdering(ordering)
                .withStartFrom(StartFrom.earliest())
                .withConcurrency(1 + random.nextInt(6))
                .withRetries(RETRIES, ladder)
                .withRetriesInPlace(RetryPolicy.of(RETRIES, ladder))
                .withBatching(new Batching(1 + random.nextInt(4), linger))
                .withPullBatch(1 + random.nextInt(12))
                .withMaxCachedMessages(MAX_CACHED, MAX_SPAN);
        Set<String> tags = new TreeSet<>();
        if (random.nextInt(4) == 0) {
            tags.addAll(TAGS.subList(0, 1 + random.nextInt(2)));
        }
        return new GroupPlan(group, topics, settings, tags, random.nextBoolean());
    }

    Ordering ordering() {
        return settings.ordering();
    }

    /** As brokers take it. */
    MessageFilter filter() {
        if (tags.isEmpty()) {
            return MessageFilter.tags("*");
        }
        return sql
                ? MessageFilter.sql("TAGS IN (" + String.join(", ", quoted(tags)) + ")")
                : MessageFilter.tags(String.join(" || ", tags));
    }

    private static List<String> quoted(Set<String> tags) {
        return tags.stream().map(tag -> "'" + tag + "'").toList();
    }

    /** Whether the group is to see a message. */
    boolean wants(MessageView view) {
        return tags.isEmpty() || view.tag().filter(tags::contains).isPresent();
    }

    @Override
    public String toString() {
        return group + " " + settings.ordering() + " " + filter() + " at once " + settings.concurrency() + " "
                + settings.batching();
    }
}
