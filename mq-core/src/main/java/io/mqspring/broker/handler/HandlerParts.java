package io.mqspring.broker.handler;

import io.mqspring.broker.claim.QueueClaims;
import io.mqspring.broker.delay.TimerScheduler;
import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.group.GroupConfigs;
import io.mqspring.broker.group.GroupRegistry;
import io.mqspring.broker.group.ProducerGroups;
import io.mqspring.broker.group.RequestFilters;
import io.mqspring.broker.lock.QueueLocks;
import io.mqspring.broker.naming.BrokerIdentity;
import io.mqspring.broker.naming.BrokerRoutes;
import io.mqspring.broker.poll.LongPollHold;
import io.mqspring.broker.pop.PopService;
import io.mqspring.broker.pop.RequestModes;
import io.mqspring.broker.stats.BrokerFigures;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.broker.transaction.TransactionCoordinator;
import io.mqspring.message.HostAddress;
import io.mqspring.message.UniqueIds;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.MessageStore;

/**
 * The parts of a broker that handlers turn to.
 *
 * @param config answers changes of the configuration once they are on disk
 * @param storeHost what records name as the broker's address
 * @param ids makes ids for messages that come without
 * @param maxBodyBytes largest body
 */
public record HandlerParts(
        MessageStore store,
        TopicTable topics,
        GroupConfigs groupConfigs,
        ConfigWriter config,
        GroupRegistry groups,
        RequestFilters filters,
        ProducerGroups producers,
        TransactionCoordinator transactions,
        ConsumerOffsets offsets,
        QueueLocks locks,
        QueueClaims claims,
        LongPollHold hold,
        PopService pops,
        RequestModes requestModes,
        TimerScheduler timers,
        ReaderThreads readers,
        MessageCounter counter,
        PullPolicy pullPolicy,
        BrokerIdentity identity,
        BrokerRoutes routes,
        BrokerFigures figures,
        GroupProgress progress,
        HostAddress storeHost,
        UniqueIds ids,
        int maxBodyBytes,
        TimeSource time) {}
