package io.mqspring.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Request codes of the wire, with their stable numbers. */
public enum CommandType {
    SEND_MESSAGE_V1(10),
    PULL_MESSAGE(11),
    QUERY_MESSAGE(12),
    QUERY_CONSUMER_OFFSET(14),
    UPDATE_CONSUMER_OFFSET(15),
    CREATE_TOPIC(17),
    CREATE_TOPICS(18),
    GET_ALL_TOPIC_CONFIGS(21),
    UPDATE_BROKER_CONFIG(25),
    GET_BROKER_CONFIG(26),
    GET_BROKER_RUNTIME_INFO(28),
    SEARCH_OFFSET_BY_TIMESTAMP(29),
    GET_MAX_OFFSET(30),
    GET_MIN_OFFSET(31),
    GET_EARLIEST_STORE_TIME(32),
    VIEW_MESSAGE(33),
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
    GET_ALL_CONSUMER_OFFSETS(43),
    GET_DELAY_OFFSETS(45),
    PUT_KV_CONFIG(100),
    GET_KV_CONFIG(101),
    DELETE_KV_CONFIG(102),
    GET_ROUTE(105),
    GET_CLUSTER(106),
    CREATE_GROUP(200),
    GET_SUBSCRIPTION_GROUPS(201),
    GET_TOPIC_STATS(202),
    GET_CONSUMER_CONNECTIONS(203),
    GET_PRODUCER_CONNECTIONS(204),
    WIPE_WRITE_PERMISSION(205),
    GET_TOPIC_LIST(206),
    DELETE_GROUP(207),
    GET_CONSUME_STATS(208),
    DELETE_TOPIC(215),
    DELETE_ROUTE(216),
    GET_KV_LIST(219),
    /** Broker to client. */
    RESET_CLIENT_OFFSET(220),
    /** Broker to client. */
    GET_CLIENT_STATUS(221),
    RESET_OFFSET(222),
    GET_CONSUMER_STATUS(223),
    GET_TOPICS_BY_CLUSTER(224),
    CREATE_GROUPS(225),
    QUERY_TOPIC_GROUPS(300),
    QUERY_CONSUME_TIME_SPAN(303),
    GET_SYSTEM_TOPICS(304),
    GET_BROKER_SYSTEM_TOPICS(305),
    CLEAN_EXPIRED_QUEUES(306),
    /** Client to broker, and relayed broker to client. */
    GET_CONSUMER_RUNNING_INFO(307),
    SEND_REPLY_MESSAGE(325),
    SEND_REPLY_MESSAGE_V1(324),
    /** Broker to client. */
    PUSH_REPLY_MESSAGE(326),
    /** Client to broker, and relayed broker to client. */
    CONSUME_DIRECTLY(309),
    SEND_MESSAGE(310),
    GET_UNIT_TOPICS(311),
    GET_UNIT_SUBSCRIPTION_TOPICS(312),
    GET_OTHER_UNIT_SUBSCRIPTION_TOPICS(313),
    CLONE_GROUP_OFFSET(314),
    VIEW_BROKER_STATS(315),
    CLEAN_UNUSED_TOPICS(316),
    GET_BROKER_CONSUME_STATS(317),
    UPDATE_NAME_SERVER_CONFIG(318),
    GET_NAME_SERVER_CONFIG(319),
    SEND_BATCH_MESSAGE(320),
    QUERY_CONSUME_QUEUE(321),
    ADD_WRITE_PERMISSION(327),
    GET_PRODUCERS(328),
    DELETE_EXPIRED_LOG(329),
    GET_GROUP_TOPICS(343),
    GET_GROUP_SUBSCRIPTION(345),
    GET_TOPIC_CONFIG(351),
    GET_GROUP(352),
    LITE_PULL_MESSAGE(361),
    RECALL_MESSAGE(370),
    QUERY_ASSIGNMENT(400),
    SET_REQUEST_MODE(401),
    GET_REQUEST_MODES(402),
    /** Of this project; official brokers do not know it and are not asked. */
    CLAIM_QUEUE(20_101),
    /** Of this project; official brokers do not know it and are not asked. */
    RELEASE_QUEUE(20_102),
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
