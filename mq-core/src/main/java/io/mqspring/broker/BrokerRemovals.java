package io.mqspring.broker;

import io.mqspring.broker.handler.admin.Removals;
import io.mqspring.broker.naming.KvConfig;
import io.mqspring.broker.poll.LongPollHold;
import io.mqspring.broker.stats.BrokerFigures;
import io.mqspring.store.MessageStore;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes topics and groups from everything that knows of them. The order is what a crash in the middle needs: until the
 * store has deleted, the topic comes back whole from its queues; from then on it is empty, and offsets beyond its end are
 * taken back at the next start.
 */
final class BrokerRemovals implements Removals {

    private static final Logger log = LoggerFactory.getLogger(BrokerRemovals.class);

    private final BrokerConfig config;
    private final MessageStore store;
    private final LongPollHold hold;
    private final BrokerFigures figures;

    BrokerRemovals(BrokerConfig config, MessageStore store, LongPollHold hold, BrokerFigures figures) {
        this.config = config;
        this.store = store;
        this.hold = hold;
        this.figures = figures;
    }

    @Override
    public CompletableFuture<Void> topic(String name) {
        boolean existed = config.topics().remove(name);
        hold.wake(name);
        store.deleteTopic(name);
        config.offsets().removeTopic(name);
        config.pops().forgetTopic(name);
        config.kv().remove(KvConfig.ORDER_TOPICS, name);
        figures.forgetTopic(name);
        if (existed) {
            log.info("Topic '{}' was deleted with its messages, and the offsets of groups in it", name);
        }
        return config.topicDeleted(name);
    }

    @Override
    public CompletableFuture<Void> group(String name, boolean offsets) {
        config.groups().remove(name);
        if (offsets) {
            config.offsets().removeGroup(name);
            config.pops().forgetGroup(name);
        }
        figures.forgetGroup(name);
        log.info("Group '{}' was deleted{}", name, offsets ? " with its offsets" : "");
        return config.groupDeleted(name);
    }

    @Override
    public CompletableFuture<Void> saved() {
        return config.saved();
    }
}
