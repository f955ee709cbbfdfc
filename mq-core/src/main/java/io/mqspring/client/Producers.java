package io.mqspring.client;

import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.RecordFormat;
import io.mqspring.producer.DefaultProducer;
import io.mqspring.producer.DefaultTransactionProducer;
import io.mqspring.producer.ProducerSettings;
import io.mqspring.producer.TransactionProducer;
import io.mqspring.protocol.CheckTransactionRequest;
import io.mqspring.transport.Peer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The producers of a client: the one for everything, and one for each group with transactions. Thread safe. */
final class Producers {

    private static final Logger log = LoggerFactory.getLogger(Producers.class);

    private final ProducerSettings settings;
    private final Function<ProducerSettings, DefaultProducer> maker;
    private final DefaultProducer main;
    private final Map<String, DefaultTransactionProducer> transactional = new ConcurrentHashMap<>();

    /**
     * @param maker makes a producer with settings
     */
    Producers(ProducerSettings settings, Function<ProducerSettings, DefaultProducer> maker) {
        this.settings = settings;
        this.maker = maker;
        this.main = maker.apply(settings);
    }

    DefaultProducer main() {
        return main;
    }

    /**
     * Adds a producer with transactions.
     *
     * @param made puts it together, from the producer that sends for it and what to run when it is closed
     * @throws IllegalArgumentException if the group has one
     */
    TransactionProducer add(String group, Function<DefaultProducer, DefaultTransactionProducer> made) {
        DefaultTransactionProducer producer = made.apply(maker.apply(settings.withGroup(group)));
        if (transactional.putIfAbsent(group, producer) != null) {
            producer.sender().close();
            throw new IllegalArgumentException("this client already has a producer with transactions of group '" + group
                    + "': use that one, or another group");
        }
        return producer;
    }

    void remove(String group) {
        transactional.remove(group);
    }

    /** Groups that brokers need to know of. */
    List<String> groups() {
        List<String> groups = new ArrayList<>(transactional.keySet());
        if (main.isUsed() && !groups.contains(main.group())) {
            groups.add(main.group());
        }
        return groups;
    }

    /** Hands a broker's question to the producer of its group. */
    void check(Peer broker, CheckTransactionRequest question) {
        ByteBuffer record = question.message();
        byte[] copy = new byte[record.remaining()];
        record.get(record.position(), copy);
        ByteBuffer wrapped = ByteBuffer.wrap(copy);
        if (!RecordFormat.isWellFormed(wrapped, 0, copy.length) || RecordFormat.totalSize(wrapped, 0) != copy.length) {
            log.warn("A broker asks about a transaction with a malformed message; ignored");
            return;
        }
        String brokerName = question.brokerName();
        MessageView half = MessageView.of(copy, brokerName == null ? "" : brokerName);
        DefaultTransactionProducer producer =
                transactional.get(half.property(PropertyNames.PGROUP).orElse(""));
        if (producer != null) {
            producer.check(broker, question, half);
        }
    }

    /** Begins no more: neither sends nor answers to brokers. */
    void refuseNewSends() {
        all().forEach(DefaultProducer::refuseNewSends);
        transactional.values().forEach(DefaultTransactionProducer::stopAnswering);
    }

    CompletableFuture<Void> drained(Duration patience) {
        return CompletableFuture.allOf(
                all().stream().map(producer -> producer.drained(patience)).toArray(CompletableFuture<?>[]::new));
    }

    void close() {
        all().forEach(DefaultProducer::close);
    }

    private List<DefaultProducer> all() {
        List<DefaultProducer> all = new ArrayList<>();
        all.add(main);
        transactional.values().forEach(producer -> all.add(producer.sender()));
        return all;
    }
}
