/**
 * Taking possession of queues: a queue is claimed at a broker that knows claims, which answers when its last owner has let it
 * go, and locked at any broker when it is consumed in order; it is let go after the last commit. Confined to the client's
 * loop, except where said. Entry type: {@link io.mqspring.consumer.claim.Tenures}. Which queues fall to this member is decided
 * in {@code consumer.rebalance}, what is done with them in {@code consumer.pull}.
 */
@NullMarked
package io.mqspring.consumer.claim;

import org.jspecify.annotations.NullMarked;
