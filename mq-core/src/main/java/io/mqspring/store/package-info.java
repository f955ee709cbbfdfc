/**
 * The facade of the message store: append, read by queue offset, look up, watermarks. One store owns one data directory in
 * Apache RocketMQ's layout. It knows records and queues, but nothing of groups, delays or the wire. Entry type: {@link
 * io.mqspring.store.MessageStore}.
 */
@NullMarked
package io.mqspring.store;

import org.jspecify.annotations.NullMarked;
