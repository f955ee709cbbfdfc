/**
 * The name server's part of a broker: which queues a topic has and where they live, which is always here. Stateless over
 * the topic table, for any thread. Entry type: {@link io.mqspring.broker.naming.BrokerRoutes}.
 */
@NullMarked
package io.mqspring.broker.naming;

import org.jspecify.annotations.NullMarked;
