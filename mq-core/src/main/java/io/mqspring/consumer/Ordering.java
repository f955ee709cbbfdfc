package io.mqspring.consumer;

/** Which messages of a topic a listener gets one after the other, each only when the one before it is done with. */
public enum Ordering {

    /** None: as many at once as the concurrency allows. A failed message waits in the retry topic. */
    NONE,

    /**
     * Those of one queue. No two members of the group ever run one queue at once: each holds the broker's lock on it. A
     * failed message is tried again in place, and the queue waits for it.
     */
    QUEUE,

    /**
     * Those with one sharding key, while all keys together run as many at once as the concurrency allows. A failed message
     * is tried again in place, and only its key waits for it. Messages without a sharding key have no order.
     */
    KEY
}
