package io.mqspring.broker;

import io.mqspring.store.StoreStats;
import java.util.Map;

/**
 * A snapshot of a broker.
 *
 * @param messagesIn messages sent and stored since start
 * @param messagesOut messages handed out since start
 * @param heldPulls pulls that wait now
 * @param sweepRescues waiting pulls that an arrival should have answered and the sweep did: a bug if above 0
 * @param groups consumer groups with members
 * @param delayed messages with an exact due time that wait, by the topic they go to; those of a group's retry topic are the
 *     group's pending retries
 * @param delayedAtLevels messages that wait at one of the 18 levels, by level
 * @param openTransactions half messages without a verdict, some seconds ago
 * @param store the store's figures
 */
public record BrokerStats(
        long messagesIn,
        long messagesOut,
        int heldPulls,
        long sweepRescues,
        int groups,
        Map<String, Long> delayed,
        Map<Integer, Long> delayedAtLevels,
        long openTransactions,
        StoreStats store) {}
