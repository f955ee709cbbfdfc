package io.mqspring.autoconfigure.idempotency;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The idempotency guard. Immutable.
 *
 * @param store Where keys are kept: memory, of this instance only; jdbc, in the application's database.
 * @param ttl How long a key is remembered once it is done with.
 * @param inProgressTimeout When a key that is being worked on is free again, because whoever works on it must have died.
 *     Longer than any call of a listener takes.
 * @param maxEntries With store=memory, how many keys are remembered. Beyond it the oldest are forgotten.
 * @param cleanupInterval How often expired keys are removed.
 */
@ConfigurationProperties("mq.idempotency")
record MqIdempotencyProperties(
        @DefaultValue("memory") Store store,
        @DefaultValue("72h") Duration ttl,
        @DefaultValue("5m") Duration inProgressTimeout,
        @DefaultValue("100000") int maxEntries,
        @DefaultValue("10m") Duration cleanupInterval) {

    /** Where keys are kept. */
    enum Store {
        /** In the memory of this instance: not seen by others, and gone after a restart. */
        MEMORY,
        /** In a table of the application's database. */
        JDBC
    }
}
