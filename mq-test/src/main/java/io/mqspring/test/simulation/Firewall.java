package io.mqspring.test.simulation;

import io.mqspring.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What goes wrong on a {@link SimulatedNetwork}: rules for single packets, and cuts between nodes. Rules add up; each works
 * until it is removed. Confined to the thread of the test.
 */
public final class Firewall {

    private static final Duration REORDER_WINDOW = Duration.ofMillis(20);

    /** What happens to a packet. */
    private enum Effect {
        DROP,
        DELAY,
        DUPLICATE,
        REORDER,
        BREAK
    }

    /** What is to be done with one packet. */
    record Verdict(boolean drop, boolean breakConnection, boolean reorder, int copies, long extraNanos) {}

    private final RandomGenerator random;
    private final List<Rule> rules = new ArrayList<>();
    private final Set<Set<String>> cuts = new HashSet<>();
    private final Set<String> isolated = new HashSet<>();

    Firewall(RandomGenerator random) {
        this.random = random;
    }

    /** Loses packets. */
    public Rule drop(Traffic traffic) {
        return add(new Rule(traffic, Effect.DROP, Duration.ZERO, Duration.ZERO));
    }

    /** Holds packets up, by a seeded time between the two; what follows on the same connection waits behind them. */
    public Rule delay(Traffic traffic, Duration least, Duration most) {
        return add(new Rule(traffic, Effect.DELAY, least, most));
    }

    /** Delivers packets twice. */
    public Rule duplicate(Traffic traffic) {
        return add(new Rule(traffic, Effect.DUPLICATE, Duration.ZERO, Duration.ZERO));
    }

    /** Lets packets be overtaken by later ones. */
    public Rule reorder(Traffic traffic) {
        return add(new Rule(traffic, Effect.REORDER, Duration.ZERO, REORDER_WINDOW));
    }

    /** Loses packets and breaks the connection that they were on; both ends learn of it. */
    public Rule breakConnection(Traffic traffic) {
        return add(new Rule(traffic, Effect.BREAK, Duration.ZERO, Duration.ZERO));
    }

    /** Cuts two nodes from each other: nothing passes, and neither learns why. */
    public void partition(String node, String other) {
        cuts.add(Set.of(node, other));
    }

    /** Cuts a node from all others. */
    public void isolate(String node) {
        isolated.add(node);
    }

    /** Undoes {@link #partition} and {@link #isolate}. */
    public void heal() {
        cuts.clear();
        isolated.clear();
    }

    /** Undoes everything: rules and cuts. */
    public void clear() {
        rules.clear();
        heal();
    }

    boolean isCut(String node, String other) {
        return !node.equals(other)
                && (isolated.contains(node) || isolated.contains(other) || cuts.contains(Set.of(node, other)));
    }

    Verdict judge(String from, String to, CommandType type, Traffic.Direction direction) {
        boolean drop = isCut(from, to);
        boolean broken = false;
        boolean reorder = false;
        int copies = 1;
        long extra = 0;
        for (Rule rule : rules) {
            if (!rule.traffic.matches(from, to, type, direction, rule.hits, random)) {
                continue;
            }
            rule.hits++;
            extra += rule.randomDelay(random);
            drop |= rule.effect == Effect.DROP;
            broken |= rule.effect == Effect.BREAK;
            reorder |= rule.effect == Effect.REORDER;
            copies += rule.effect == Effect.DUPLICATE ? 1 : 0;
        }
        return new Verdict(drop, broken, reorder, copies, extra);
    }

    private Rule add(Rule rule) {
        rules.add(rule);
        return rule;
    }

    /** A rule in force. */
    public final class Rule {

        private final Traffic traffic;
        private final Effect effect;
        private final long leastNanos;
        private final long spanNanos;
        private long hits;

        private Rule(Traffic traffic, Effect effect, Duration least, Duration most) {
            if (least.isNegative() || most.compareTo(least) < 0) {
                throw new IllegalArgumentException("a delay needs 0 <= least <= most, not " + least + " and " + most);
            }
            this.traffic = traffic;
            this.effect = effect;
            this.leastNanos = least.toNanos();
            this.spanNanos = most.toNanos() - leastNanos;
        }

        /** How many packets it has met. */
        public long hits() {
            return hits;
        }

        /** Ends the rule. */
        public void remove() {
            rules.remove(this);
        }

        private long randomDelay(RandomGenerator random) {
            return spanNanos == 0 ? leastNanos : leastNanos + random.nextLong(spanNanos + 1);
        }
    }
}
