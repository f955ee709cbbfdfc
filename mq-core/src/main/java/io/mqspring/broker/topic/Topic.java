package io.mqspring.broker.topic;

import io.mqspring.message.TopicNames;
import java.nio.charset.StandardCharsets;

/** A topic on this broker. Immutable and thread safe; a change makes a new one. */
public final class Topic {

    /** Permission bits, as routes carry them. */
    public static final int PERM_READ = 4;

    public static final int PERM_WRITE = 2;
    public static final int PERM_INHERIT = 1;

    /** Most queues of a topic: beyond it a request is taken for a mistake. */
    public static final int MAX_QUEUES = 1024;

    private final String name;
    private final byte[] nameBytes;
    private final int readQueues;
    private final int writeQueues;
    private final int perm;
    private final int sysFlag;
    private final boolean order;

    /**
     * @param perm sum of the {@code PERM_} bits
     * @param sysFlag as the wire carries it; 0 for ours
     * @param order whether the topic is meant for ordered messages, informational
     */
    public Topic(String name, int readQueues, int writeQueues, int perm, int sysFlag, boolean order) {
        if (Math.min(readQueues, writeQueues) < 1 || Math.max(readQueues, writeQueues) > MAX_QUEUES) {
            throw new IllegalArgumentException("topic '" + name + "' cannot have " + readQueues + " queues to read and "
                    + writeQueues + " to write: allowed are 1 to " + MAX_QUEUES);
        }
        this.name = name;
        this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
        this.readQueues = readQueues;
        this.writeQueues = writeQueues;
        this.perm = perm;
        this.sysFlag = sysFlag;
        this.order = order;
    }

    /** A topic to read and write. */
    public static Topic of(String name, int queues) {
        return new Topic(name, queues, queues, PERM_READ | PERM_WRITE, 0, false);
    }

    /** Whether a topic is the broker's own: clients may read it, but neither send to it nor change it. */
    public static boolean isInternal(String name) {
        return name.equals(TopicNames.SCHEDULE_TOPIC)
                || name.equals(TopicNames.AUTO_CREATE_TOPIC)
                || name.equals(TopicNames.TIMER_TOPIC)
                || name.equals(TopicNames.HALF_TOPIC)
                || name.equals(TopicNames.OP_TOPIC)
                || name.equals(TopicNames.UNSETTLED_TOPIC);
    }

    public String name() {
        return name;
    }

    /** The name in UTF-8, for records; not to be changed. */
    public byte[] nameBytes() {
        return nameBytes;
    }

    public int readQueues() {
        return readQueues;
    }

    public int writeQueues() {
        return writeQueues;
    }

    public int perm() {
        return perm;
    }

    public int sysFlag() {
        return sysFlag;
    }

    public boolean order() {
        return order;
    }

    /** How many queues there are to read or to write. */
    public int queues() {
        return Math.max(readQueues, writeQueues);
    }

    public boolean isReadable() {
        return (perm & PERM_READ) != 0;
    }

    public boolean isWritable() {
        return (perm & PERM_WRITE) != 0;
    }

    /** Whether topics may be created from this one's settings. */
    boolean isTemplate() {
        return (perm & PERM_INHERIT) != 0;
    }

    @Override
    public String toString() {
        return "Topic[" + name + ", " + readQueues + "/" + writeQueues + " queues, perm " + perm + "]";
    }
}
