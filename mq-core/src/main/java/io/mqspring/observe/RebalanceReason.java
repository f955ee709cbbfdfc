package io.mqspring.observe;

/** Why a division of queues was looked at. */
public enum RebalanceReason {

    /** The consumer begins. */
    START,

    /** The broker said that members have come or gone. */
    MEMBERS,

    /** A topic has other queues. */
    ROUTE,

    /** A queue that was given up has become free, and falls to this member again. */
    RELEASE,

    /** Nobody said anything; the regular look found the change. */
    INTERVAL
}
