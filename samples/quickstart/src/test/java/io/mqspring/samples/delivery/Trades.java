package io.mqspring.samples.delivery;

import io.mqspring.spring.annotation.MqListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.stereotype.Component;

record Trade(String id) {}

@Component
class Trades {

    private final Queue<String> audited = new ConcurrentLinkedQueue<>();

    @MqListener(topics = "trades", group = "audit", sql = "amount > 1000 AND region IN ('EU', 'UK')")
    void large(Trade trade) {
        audited.add(trade.id());
    }

    Queue<String> audited() {
        return audited;
    }
}
