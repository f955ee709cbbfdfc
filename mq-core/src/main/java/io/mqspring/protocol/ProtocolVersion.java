package io.mqspring.protocol;

/** Version numbers of peers, as Apache RocketMQ counts its releases. Stateless. */
public final class ProtocolVersion {

    /** What this project announces: 5.5.0. */
    public static final int CURRENT = 513;
    /** The first release with timer messages. */
    public static final int V5_0_0 = 413;
    /** The first release whose clients want standard JSON in routes. */
    public static final int V4_9_4 = 401;

    private ProtocolVersion() {}
}
