package io.mqspring.broker;

/**
 * What requests may make a broker remember, over all connections: beyond it they are refused, so that nobody who reaches the
 * port can fill its memory with names. What exists already, and what an administrator creates, is not limited.
 *
 * @param topics that exist before a first message may create another one
 * @param groups that are known before another one may appear
 * @param heldPulls that wait at once; a pull that finds nothing beyond them is answered at once
 */
public record BrokerLimits(int topics, int groups, int heldPulls) {

    /** 20,000 topics, 10,000 groups, 200,000 pulls. */
    public static final BrokerLimits DEFAULTS = new BrokerLimits(20_000, 10_000, 200_000);

    public BrokerLimits {
        if (topics < 1 || groups < 1 || heldPulls < 0) {
            throw new IllegalArgumentException("a broker needs room for a topic and a group, not " + topics + " and "
                    + groups + ", and cannot hold " + heldPulls + " pulls");
        }
    }
}
