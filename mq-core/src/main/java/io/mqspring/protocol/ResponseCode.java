package io.mqspring.protocol;

import java.util.HashMap;
import java.util.Map;

/** Outcomes on the wire, with their stable numbers, and whether the same request may succeed elsewhere or later. */
public enum ResponseCode {
    SUCCESS(0, false),
    SYSTEM_ERROR(1, true),
    SYSTEM_BUSY(2, true),
    REQUEST_CODE_NOT_SUPPORTED(3, false),
    FLUSH_DISK_TIMEOUT(10, false),
    SLAVE_NOT_AVAILABLE(11, false),
    FLUSH_SLAVE_TIMEOUT(12, false),
    MESSAGE_ILLEGAL(13, false),
    SERVICE_NOT_AVAILABLE(14, true),
    NO_PERMISSION(16, true),
    TOPIC_NOT_EXIST(17, true),
    PULL_NOT_FOUND(19, false),
    PULL_RETRY_IMMEDIATELY(20, false),
    PULL_OFFSET_MOVED(21, false),
    QUERY_NOT_FOUND(22, false),
    SUBSCRIPTION_PARSE_FAILED(23, false),
    SUBSCRIPTION_NOT_EXIST(24, true),
    SUBSCRIPTION_NOT_LATEST(25, true),
    SUBSCRIPTION_GROUP_NOT_EXIST(26, true),
    FILTER_DATA_NOT_EXIST(27, true),
    FILTER_DATA_NOT_LATEST(28, true),
    INVALID_PARAMETER(29, false),
    NO_BUYER_ID(204, true),
    NOT_IN_CURRENT_UNIT(205, true),
    CONSUMER_NOT_ONLINE(206, false),
    CONSUME_MSG_TIMEOUT(207, true),
    NO_MESSAGE(208, false),
    POLLING_FULL(209, true),
    POLLING_TIMEOUT(210, true),
    FLOW_CONTROL(215, true),
    ILLEGAL_OPERATION(604, false),
    GO_AWAY(1500, true),
    /** A number this project does not know. */
    UNKNOWN(-1, false);

    private static final Map<Integer, ResponseCode> BY_CODE = byCode();

    private final int code;
    private final boolean retryable;

    ResponseCode(int code, boolean retryable) {
        this.code = code;
        this.retryable = retryable;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** Whether a producer tries again, on another queue. */
    public boolean isRetryable() {
        return retryable;
    }

    /** The code with a wire number, or {@link #UNKNOWN}. */
    public static ResponseCode ofCode(int code) {
        return BY_CODE.getOrDefault(code, UNKNOWN);
    }

    private static Map<Integer, ResponseCode> byCode() {
        Map<Integer, ResponseCode> codes = new HashMap<>();
        for (ResponseCode code : values()) {
            codes.put(code.code, code);
        }
        return Map.copyOf(codes);
    }
}
