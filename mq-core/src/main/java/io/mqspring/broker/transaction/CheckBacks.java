package io.mqspring.broker.transaction;

import io.mqspring.broker.group.ProducerGroups;
import io.mqspring.protocol.CheckTransactionRequest;

/** Asks a live producer of a group, each time another. On the broker's serial executor. */
final class CheckBacks {

    private final ProducerGroups producers;
    private final String brokerName;

    CheckBacks(ProducerGroups producers, String brokerName) {
        this.producers = producers;
        this.brokerName = brokerName;
    }

    boolean canAsk(String group) {
        return producers.isAlive(group);
    }

    String brokerName() {
        return brokerName;
    }

    /** Asks; the answer, if one comes, is a verdict like any other. */
    void ask(String group, CheckTransactionRequest question) {
        producers.next(group).ifPresent(peer -> peer.oneWay(question));
    }
}
