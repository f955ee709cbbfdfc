package io.mqspring.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Request codes of the wire, with their stable numbers. */
public enum CommandType {
    SEND_MESSAGE(310),
    SEND_MESSAGE_V1(10),
    SEND_BATCH_MESSAGE(320),
    PULL_MESSAGE(11),
    LITE_PULL_MESSAGE(361),
    QUERY_CONSUMER_OFFSET(14),
    UPDATE_CONSUMER_OFFSET(15),
    CREATE_TOPIC(17),
    SEARCH_OFFSET_BY_TIMESTAMP(29),
    GET_MAX_OFFSET(30),
    GET_MIN_OFFSET(31),
    GET_EARLIEST_STORE_TIME(32),
    HEARTBEAT(34),
    UNREGISTER_CLIENT(35),
    CONSUMER_SEND_MSG_BACK(36),
    END_TRANSACTION(37),
    GET_CONSUMER_LIST(38),
    /** Broker to client. */
    CHECK_TRANSACTION(39),
    /** Broker to client. */
    NOTIFY_CONSUMER_IDS_CHANGED(40),
    LOCK_BATCH_MQ(41),
    UNLOCK_BATCH_MQ(42),
    CHECK_CLIENT_CONFIG(46),
    GET_ROUTE(105),
    GET_CLUSTER(106),
    GET_SUBSCRIPTION_GROUPS(201),
    GET_TOPIC_STATS(202),
    GET_CONSUMER_CONNECTIONS(203),
    GET_TOPIC_LIST(206),
    GET_CONSUME_STATS(208),
    /** Client to broker, and relayed broker to client. */
    GET_CONSUMER_RUNNING_INFO(307),
    SEND_REPLY_MESSAGE(325),
    SEND_REPLY_MESSAGE_V1(324),
    /** Broker to client. */
    PUSH_REPLY_MESSAGE(326),
    GET_TOPIC_CONFIG(351),
    RECALL_MESSAGE(370),
    QUERY_ASSIGNMENT(400),
    SET_REQUEST_MODE(401),
    GET_REQUEST_MODES(402),
    POP_MESSAGE(200_050),
    ACK_MESSAGE(200_051),
    CHANGE_INVISIBLE_TIME(200_053),
    BATCH_ACK_MESSAGE(200_151);

    private static final Map<Integer, CommandType> BY_CODE = byCode();

    private final int code;

    CommandType(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The type with a wire number; empty if this project does not know it. */
    public static Optional<CommandType> ofCode(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    private static Map<Integer, CommandType> byCode() {
        Map<Integer, CommandType> types = new HashMap<>();
        for (CommandType type : values()) {
            types.put(type.code, type);
        }
        return Map.copyOf(types);
    }
}
