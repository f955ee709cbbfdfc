package io.mqspring.samples.quickstart;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What each group did with the latest orders; forgets the oldest. Thread safe. */
@Component
class History {

    private static final int ORDERS = 2_000;

    /** One attempt of a group at an order. */
    record Step(int attempt, String what, Instant at, long millisSincePrevious) {}

    /** What became of an order. */
    record OfOrder(String id, @Nullable Instant received, Map<String, List<Step>> groups) {}

    private final Clock clock;
    private final Map<String, OfOrder> orders = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, OfOrder> eldest) {
            return size() > ORDERS;
        }
    };

    History(Clock clock) {
        this.clock = clock;
    }

    /** An order came in. */
    synchronized void begin(String id) {
        orders.put(id, new OfOrder(id, clock.instant(), new TreeMap<>()));
    }

    /** A group did something with an order, which may have come in before the application was restarted. */
    synchronized void add(String id, String group, int attempt, String what) {
        OfOrder order = orders.computeIfAbsent(id, unknown -> new OfOrder(id, null, new TreeMap<>()));
        List<Step> steps = order.groups().computeIfAbsent(group, first -> new ArrayList<>());
        Instant now = clock.instant();
        Instant previous =
                steps.isEmpty() ? order.received() : steps.get(steps.size() - 1).at();
        long since = previous == null ? 0 : Duration.between(previous, now).toMillis();
        steps.add(new Step(attempt, what, now, since));
    }

    synchronized Optional<OfOrder> of(String id) {
        return Optional.ofNullable(orders.get(id)).map(History::copy);
    }

    private static OfOrder copy(OfOrder order) {
        Map<String, List<Step>> groups = new TreeMap<>();
        order.groups().forEach((group, steps) -> groups.put(group, List.copyOf(steps)));
        return new OfOrder(order.id(), order.received(), groups);
    }
}
