package io.mqspring.spring.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MemoryIdempotencyStoreTests extends IdempotencyStoreContract {

    private final MemoryIdempotencyStore store = new MemoryIdempotencyStore(100, clock);

    @Override
    IdempotencyStore store() {
        return store;
    }

    @Override
    long count() {
        return store.size();
    }

    @Test
    void theOldestKeyMakesRoom() {
        for (int i = 0; i < 101; i++) {
            IdempotencyKey key = new IdempotencyKey("billing", "Billing.on", "o-" + i);
            store.claim(key, "a#" + i, TIMEOUT);
            store.complete(key, "a#" + i, TTL);
        }
        assertThat(store.size()).isEqualTo(100);
        assertThat(store.claim(new IdempotencyKey("billing", "Billing.on", "o-0"), "b#1", TIMEOUT))
                .isEqualTo(Claim.granted());
        assertThat(store.claim(new IdempotencyKey("billing", "Billing.on", "o-1"), "b#2", TIMEOUT))
                .isEqualTo(Claim.done());
    }

    @Test
    void aSizeThatHoldsNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemoryIdempotencyStore(0, clock))
                .withMessageContaining("mq.idempotency.max-entries");
    }
}
