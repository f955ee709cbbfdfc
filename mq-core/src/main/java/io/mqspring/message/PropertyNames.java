package io.mqspring.message;

/** Names of the properties that brokers and clients give a meaning to, as Apache RocketMQ defines them, and our own. */
public final class PropertyNames {

    public static final String KEYS = "KEYS";
    public static final String TAGS = "TAGS";
    /** {@code false}: the broker may answer before the message is forced to disk. */
    public static final String WAIT = "WAIT";
    /** Delay level 1 to 18. */
    public static final String DELAY = "DELAY";
    /** The client's unique message id, what users see. */
    public static final String UNIQ_KEY = "UNIQ_KEY";

    public static final String MSG_REGION = "MSG_REGION";
    public static final String TRACE_ON = "TRACE_ON";
    public static final String CLUSTER = "CLUSTER";
    /** The topic a retried message belonged to first. */
    public static final String RETRY_TOPIC = "RETRY_TOPIC";
    /** The offset message id of the first attempt. */
    public static final String ORIGIN_MESSAGE_ID = "ORIGIN_MESSAGE_ID";

    public static final String RECONSUME_TIME = "RECONSUME_TIME";
    public static final String MAX_RECONSUME_TIMES = "MAX_RECONSUME_TIMES";
    /** The topic of a message that is parked in a delay, timer or half topic. */
    public static final String REAL_TOPIC = "REAL_TOPIC";

    public static final String REAL_QID = "REAL_QID";
    public static final String TRAN_MSG = "TRAN_MSG";
    public static final String PGROUP = "PGROUP";
    /** On a half message: the unique id, as official brokers repeat it. */
    public static final String TRANSACTION_ID = "__transactionId__";
    /** How often the producers of a half message have been asked what became of it. */
    public static final String TRANSACTION_CHECK_TIMES = "TRANSACTION_CHECK_TIMES";
    /** On a half message that was written again: the half queue offset of its first copy. */
    public static final String TRAN_PREPARED_QUEUE_OFFSET = "TRAN_PREPARED_QUEUE_OFFSET";
    /** Seconds before a producer is first asked about its half message. */
    public static final String CHECK_IMMUNITY_TIME_IN_SECONDS = "CHECK_IMMUNITY_TIME_IN_SECONDS";
    /** Absolute delivery time, milliseconds since the epoch. */
    public static final String TIMER_DELIVER_MS = "TIMER_DELIVER_MS";

    public static final String TIMER_DELAY_MS = "TIMER_DELAY_MS";
    public static final String TIMER_DELAY_SEC = "TIMER_DELAY_SEC";
    /** Fire time computed by the broker, rounded as official brokers round it. */
    public static final String TIMER_OUT_MS = "TIMER_OUT_MS";

    /** On the mark of a recall: the unique id of the timer message that it takes back. */
    public static final String TIMER_DEL_UNIQKEY = "TIMER_DEL_UNIQKEY";

    public static final String INSTANCE_ID = "INSTANCE_ID";
    public static final String CORRELATION_ID = "CORRELATION_ID";
    /** On a request and its reply: the id of the client that waits for the reply. */
    public static final String REPLY_TO_CLIENT = "REPLY_TO_CLIENT";
    /** On a request and its reply: how long the client waits for the reply, milliseconds. */
    public static final String TTL = "TTL";
    /** {@code reply} on a reply. */
    public static final String MSG_TYPE = "MSG_TYPE";
    /** On a reply: when the broker passed it on, milliseconds since the epoch. */
    public static final String PUSH_REPLY_TIME = "PUSH_REPLY_TIME";

    public static final String SHARDING_KEY = "__SHARDINGKEY";

    /** On a popped message: the handle by which it is acknowledged. */
    public static final String POP_CK = "POP_CK";
    /** When a message was popped for the first time, milliseconds. */
    public static final String FIRST_POP_TIME = "1ST_POP_TIME";
    /** On a message that comes again because it was popped and not acknowledged: the group that popped it. */
    public static final String ORIGIN_GROUP = "ORIGIN_GROUP";

    /** Ours: the exact due time of a timer message in milliseconds, which {@link #TIMER_OUT_MS} rounds. */
    public static final String MQ_DUE_MS = "MQ_DUE_MS";
    /** Ours: the offset in the timer topic that a delivered message came from; marks that timer as done. */
    public static final String MQ_TIMER_OFFSET = "MQ_TIMER_OFFSET";
    /** Ours, on the mark of a recall: how many timers it takes back. */
    public static final String MQ_RECALLED = "MQ_RECALLED";
    /** Ours, on dead letters: the exception class. */
    public static final String MQ_ERROR_CLASS = "MQ_ERROR_CLASS";
    /** Ours, on dead letters: the exception message. */
    public static final String MQ_ERROR_MESSAGE = "MQ_ERROR_MESSAGE";
    /** Ours, on dead letters: the trimmed stack trace. */
    public static final String MQ_ERROR_STACK = "MQ_ERROR_STACK";
    /**
     * Ours: why the message was given up: {@code attempts-exhausted}, {@code not-retryable}, {@code rejected}, {@code conversion},
     * {@code validation}, or what a listener says.
     */
    public static final String MQ_DEAD_LETTER_REASON = "MQ_DEAD_LETTER_REASON";
    /** Ours: the attempts so far, newest last, {@code time|exception class} each, separated by {@code ;}. */
    public static final String MQ_ATTEMPTS = "MQ_ATTEMPTS";

    public static final String MQ_ORIGIN_TOPIC = "MQ_ORIGIN_TOPIC";
    public static final String MQ_ORIGIN_QUEUE = "MQ_ORIGIN_QUEUE";
    public static final String MQ_ORIGIN_OFFSET = "MQ_ORIGIN_OFFSET";
    /** Ours: the application, and its version, that gave the message up. */
    public static final String MQ_APPLICATION = "MQ_APPLICATION";
    /** Ours: the media type of the body. */
    public static final String CONTENT_TYPE = "contentType";

    private PropertyNames() {}
}
