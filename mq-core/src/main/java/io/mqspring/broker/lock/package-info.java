/**
 * Which member of a group holds which queue, for consuming in order. Thread safe; locks are kept in memory only: after a
 * restart of the broker, members lock anew. Entry type: {@link io.mqspring.broker.lock.QueueLocks}.
 */
@NullMarked
package io.mqspring.broker.lock;

import org.jspecify.annotations.NullMarked;
