/**
 * The transport contract within one JVM: a request goes to a {@link io.mqspring.transport.BrokerEndpoint} as it is, in the
 * caller's thread, with no frame in between. {@link io.mqspring.transport.local.LocalEndpoint} is the broker's side, {@link
 * io.mqspring.transport.local.LocalRemotingClient} the client's. Faults of a network are simulated elsewhere.
 */
@NullMarked
package io.mqspring.transport.local;

import org.jspecify.annotations.NullMarked;
