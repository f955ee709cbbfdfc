package io.mqspring.broker.handler.pull;

import io.mqspring.broker.group.ConsumerOffsets;
import io.mqspring.broker.handler.MessageCounter;
import io.mqspring.broker.handler.PullPolicy;
import io.mqspring.broker.handler.ReaderThreads;
import io.mqspring.broker.poll.LongPollHold;
import io.mqspring.broker.topic.TopicTable;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.MessageStore;

/** What every pull works with. */
record PullParts(
        PullChecks checks,
        MessageStore store,
        LongPollHold hold,
        ReaderThreads readers,
        PullPolicy policy,
        TopicTable topics,
        ConsumerOffsets offsets,
        MessageCounter counter,
        TimeSource time) {}
