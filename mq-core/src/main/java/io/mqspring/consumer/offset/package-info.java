/**
 * Where consumption stands: the offsets of one group, in memory and at the broker, and where a new group begins. Everything
 * is confined to the client's loop. Entry types: {@link io.mqspring.consumer.offset.OffsetStore}, {@link
 * io.mqspring.consumer.offset.StartPositions}. {@link io.mqspring.consumer.offset.BrokerLink} is how the parts of a
 * consumer talk to brokers; which messages are finished is not known here.
 */
@NullMarked
package io.mqspring.consumer.offset;

import org.jspecify.annotations.NullMarked;
