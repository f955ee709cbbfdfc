/**
 * Half messages: kept until their producer says commit or roll back, and asked after when it does not. The records, their
 * properties and the progress (committed offsets of group {@code CID_RMQ_SYS_TRANS}) are those of Apache RocketMQ's broker, so
 * that open transactions survive a move of the data directory in either direction. State is confined to the broker's serial
 * executor. Entry type: {@link io.mqspring.broker.transaction.TransactionCoordinator}. Who the producers are is known to
 * {@code broker.group}.
 */
@NullMarked
package io.mqspring.broker.transaction;

import org.jspecify.annotations.NullMarked;
