package io.mqspring.broker.handler.admin;

import io.mqspring.broker.naming.KvConfig;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What only operators turn to.
 *
 * @param kv the name server's table
 * @param settings the broker's settings, by the names that official brokers have for them
 * @param delayOffsets how far the delivery of each delay level has come
 * @param pendingTimers messages with an exact due time that wait
 * @param startedMillis when the broker was started, wall clock
 */
public record AdminParts(
        KvConfig kv,
        Removals removals,
        Supplier<Map<String, String>> settings,
        Supplier<Map<Integer, Long>> delayOffsets,
        Supplier<Long> pendingTimers,
        long startedMillis) {}
