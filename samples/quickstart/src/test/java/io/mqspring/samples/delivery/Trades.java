package io.mqspring.samples.delivery;

import io.mqspring.spring.annotation.MqListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.stereotype.Component;

record Trade(String id) {}

@Component
class Trades {

    private final Queue<String> audited = new ConcurrentLinkedQueue<>();
    private final Queue<String> shown = new ConcurrentLinkedQueue<>();

    @MqListener(topics = "trades", group = "audit", sql = "amount > 1000 AND region IN ('EU', 'UK')")
    void large(Trade trade) {
        audited.add(trade.id());
    }

    @MqListener(topics = "trades", group = "screens", broadcast = "true")
    void show(Trade trade) {
        shown.add(trade.id());
    }

    Queue<String> audited() {
        return audited;
    }

    Queue<String> shown() {
        return shown;
    }
}
