package io.mqspring.broker.pop;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.group.GroupConfigs;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.message.HostAddress;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.MessageStore;
import java.util.random.RandomGenerator;

/**
 * What popping works with.
 *
 * @param brokerName part of handles
 * @param storeHost what records name as the broker's address
 * @param random chooses queues; used under the lock of the table
 */
public record PopParts(
        MessageStore store,
        TopicTable topics,
        GroupConfigs groups,
        ConsumerOffsets offsets,
        PopTable table,
        TimeSource time,
        RandomGenerator random,
        String brokerName,
        HostAddress storeHost) {}
