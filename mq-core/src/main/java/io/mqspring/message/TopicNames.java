package io.mqspring.message;

/** Rules and prefixes of topic and group names. Stateless. */
public final class TopicNames {

    public static final String RETRY_PREFIX = "%RETRY%";
    public static final String DEAD_LETTER_PREFIX = "%DLQ%";
    /** Where messages with a delay level wait; queue = level - 1. */
    public static final String SCHEDULE_TOPIC = "SCHEDULE_TOPIC_XXXX";
    /** Where messages with an exact due time wait. */
    public static final String TIMER_TOPIC = "rmq_sys_wheel_timer";
    /** The template from whose settings a topic is created by its first message. */
    public static final String AUTO_CREATE_TOPIC = "TBW102";

    /** Where half messages wait for the verdict on their transaction. */
    public static final String HALF_TOPIC = "RMQ_SYS_TRANS_HALF_TOPIC";
    /** Which half messages need nothing more. */
    public static final String OP_TOPIC = "RMQ_SYS_TRANS_OP_HALF_TOPIC";
    /** Half messages whose producers did not know after the last check. */
    public static final String UNSETTLED_TOPIC = "TRANS_CHECK_MAX_TIME_TOPIC";

    private static final String REPLY_SUFFIX = "_REPLY_TOPIC";
    private static final int MAX_TOPIC = 127;
    private static final int MAX_PREFIXED_TOPIC = 255;
    private static final int MAX_GROUP = 120;

    private TopicNames() {}

    public static String retryTopic(String group) {
        return RETRY_PREFIX + group;
    }

    /** Where messages of a topic that a group has popped and not acknowledged come again; the first of two ways to name it. */
    public static String popRetryTopic(String group, String topic) {
        return RETRY_PREFIX + group + "_" + topic;
    }

    public static String deadLetterTopic(String group) {
        return DEAD_LETTER_PREFIX + group;
    }

    /** Where replies to requests are sent; a broker passes them on without storing them. */
    public static String replyTopic(String cluster) {
        return cluster + REPLY_SUFFIX;
    }

    public static boolean isRetryTopic(String topic) {
        return topic.startsWith(RETRY_PREFIX);
    }

    public static boolean isDeadLetterTopic(String topic) {
        return topic.startsWith(DEAD_LETTER_PREFIX);
    }

    /**
     * Checks a topic name.
     *
     * @throws IllegalArgumentException saying what is wrong and what is allowed
     */
    public static String checkTopic(String topic) {
        int limit = isRetryTopic(topic) || isDeadLetterTopic(topic) ? MAX_PREFIXED_TOPIC : MAX_TOPIC;
        return check("topic", topic, limit);
    }

    /**
     * Checks a group name.
     *
     * @throws IllegalArgumentException saying what is wrong and what is allowed
     */
    public static String checkGroup(String group) {
        return check("group", group, MAX_GROUP);
    }

    private static String check(String kind, String name, int limit) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a " + kind + " name must not be empty");
        }
        if (name.length() > limit) {
            throw new IllegalArgumentException(
                    kind + " name '" + name + "' has " + name.length() + " characters, the limit is " + limit);
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isAllowed(name.charAt(i))) {
                throw new IllegalArgumentException(kind + " name '" + name + "' has the character '" + name.charAt(i)
                        + "': allowed are letters, digits, '_', '-', '%' and '|'");
            }
        }
        return name;
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == '%'
                || c == '|';
    }
}
