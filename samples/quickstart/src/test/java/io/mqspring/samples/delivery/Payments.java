package io.mqspring.samples.delivery;

import io.mqspring.spring.annotation.MqListener;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

record Payment(String id, int amount) {}

@Component
class Bank {

    private final Map<String, Integer> booked = new ConcurrentHashMap<>();

    CompletionStage<Void> transfer(Payment payment) {
        return CompletableFuture.runAsync(
                () -> booked.merge(payment.id(), 1, Integer::sum),
                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
    }

    Map<String, Integer> booked() {
        return booked;
    }
}

@Component
class Payments {

    private final Bank bank;

    Payments(Bank bank) {
        this.bank = bank;
    }

    @MqListener(topics = "payments", group = "bank")
    CompletionStage<Void> pay(Payment payment) {
        return bank.transfer(payment); // done when the stage is
    }
}
