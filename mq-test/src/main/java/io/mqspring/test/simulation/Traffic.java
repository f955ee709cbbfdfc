package io.mqspring.test.simulation;

import io.mqspring.protocol.CommandType;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A description of packets, for a rule of the {@link Firewall}: all of them, then narrowed step by step. A response has the
 * command type of its request and goes the other way. Immutable.
 */
public final class Traffic {

    /** Whether a packet asks or answers. */
    public enum Direction {
        REQUEST,
        RESPONSE
    }

    private static final Traffic ANY = new Traffic(null, null, Set.of(), null, 1.0, Long.MAX_VALUE);

    private final @Nullable String from;
    private final @Nullable String to;
    private final Set<CommandType> types;
    private final @Nullable Direction direction;
    private final double chance;
    private final long limit;

    private Traffic(
            @Nullable String from,
            @Nullable String to,
            Set<CommandType> types,
            @Nullable Direction direction,
            double chance,
            long limit) {
        this.from = from;
        this.to = to;
        this.types = types;
        this.direction = direction;
        this.chance = chance;
        this.limit = limit;
    }

    /** Every packet. */
    public static Traffic any() {
        return ANY;
    }

    /** Requests of these types. */
    public static Traffic requests(CommandType... types) {
        return new Traffic(null, null, Set.of(types), Direction.REQUEST, 1.0, Long.MAX_VALUE);
    }

    /** Answers to requests of these types. */
    public static Traffic responses(CommandType... types) {
        return new Traffic(null, null, Set.of(types), Direction.RESPONSE, 1.0, Long.MAX_VALUE);
    }

    /** Only what this node sends. */
    public Traffic from(String node) {
        return new Traffic(node, to, types, direction, chance, limit);
    }

    /** Only what goes to this node. */
    public Traffic to(String node) {
        return new Traffic(from, node, types, direction, chance, limit);
    }

    /** Each packet only with this probability, 0 to 1. */
    public Traffic chance(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability is 0 to 1, not " + probability);
        }
        return new Traffic(from, to, types, direction, probability, limit);
    }

    /** Only the first so many packets that match otherwise. */
    public Traffic first(long packets) {
        return new Traffic(from, to, types, direction, chance, packets);
    }

    boolean matches(
            String sender, String receiver, CommandType type, Direction way, long hits, RandomGenerator random) {
        return hits < limit
                && (from == null || from.equals(sender))
                && (to == null || to.equals(receiver))
                && (types.isEmpty() || types.contains(type))
                && (direction == null || direction == way)
                && (chance >= 1.0 || random.nextDouble() < chance);
    }
}
