package io.mqspring.protocol;

/** How the members of a group get messages of a topic when the broker assigns queues to them; the names are the wire's. */
public enum MessageRequestMode {
    /** Each queue belongs to one member, which pulls from it and commits offsets. */
    PULL,
    /** Members share queues; the broker hands messages out and waits for the acknowledgement of each. */
    POP
}
