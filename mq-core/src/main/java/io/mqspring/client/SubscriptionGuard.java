package io.mqspring.client;

/**
 * What happens when members of one group subscribe to different topics or expressions, or consume in different ways. A broker
 * keeps one subscription per group, the newest, so messages are missed without any error: all members must be alike.
 */
public enum SubscriptionGuard {

    /** A warning in the log, naming both sides; consumption goes on. */
    WARN,

    /** The consumer that joins does not start, with an error that names both sides; members that were there only warn. */
    FAIL
}
