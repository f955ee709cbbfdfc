/**
 * How a topic's queues are divided over the members of a group. Pure functions of members and queues: every member comes to
 * the same division by itself, also members of Apache RocketMQ's client with the strategy of the same name. Entry type:
 * {@link io.mqspring.consumer.allocation.AllocationStrategy}.
 */
@NullMarked
package io.mqspring.consumer.allocation;

import org.jspecify.annotations.NullMarked;
