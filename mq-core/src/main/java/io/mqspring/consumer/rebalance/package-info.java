/**
 * Who consumes which queue: every member of a group computes the same division of the same sorted inputs and takes its
 * share. Confined to the client's loop. Entry type: {@link io.mqspring.consumer.rebalance.RebalanceService}; what is done
 * with a queue that comes or goes is behind {@link io.mqspring.consumer.rebalance.AssignmentListener}. The wiring is
 * sketched in {@code io.mqspring.consumer.pull}.
 */
@NullMarked
package io.mqspring.consumer.rebalance;

import org.jspecify.annotations.NullMarked;
