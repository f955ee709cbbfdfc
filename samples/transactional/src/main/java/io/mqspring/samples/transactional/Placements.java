package io.mqspring.samples.transactional;

import io.mqspring.message.TransactionVerdict;
import io.mqspring.spring.annotation.MqTransactionListener;
import io.mqspring.spring.core.MqLocalTransaction;
import io.mqspring.spring.core.MqTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Stores orders, and finds out later whether it did. The message's id is stored with the order. */
@Component
@MqTransactionListener("placements")
class Placements implements MqLocalTransaction<Order> {

    private static final Logger log = LoggerFactory.getLogger(Placements.class);
    private static final int LIMIT = 1000;

    private final JdbcClient database;

    Placements(JdbcClient database) {
        this.database = database;
    }

    @Override
    @Transactional
    public TransactionVerdict execute(Order order, MqTransaction transaction) {
        if (order.amount() > LIMIT) {
            log.info("{}: refused", order.id());
            return TransactionVerdict.ROLLBACK;
        }
        database.sql("insert into orders (id, amount, message_id) values (?, ?, ?)")
                .params(order.id(), order.amount(), transaction.id())
                .update();
        log.info("{}: stored", order.id());
        // As if the application died before it could say so.
        return order.id().equals("o-3") ? TransactionVerdict.UNKNOWN : TransactionVerdict.COMMIT;
    }

    @Override
    public TransactionVerdict check(Order order, MqTransaction transaction) {
        boolean stored = database.sql("select count(*) from orders where message_id = ?")
                        .param(transaction.id())
                        .query(Integer.class)
                        .single()
                > 0;
        log.info("{}: the broker asks: {}", order.id(), stored ? "it is stored" : "not stored, or not yet");
        // What is not stored may be on its way: the broker asks again, and gives up in the end.
        return stored ? TransactionVerdict.COMMIT : TransactionVerdict.UNKNOWN;
    }
}
