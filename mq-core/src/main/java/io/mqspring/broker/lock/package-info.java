/**
 * Which member of a group holds which queue, for consuming in order. Thread safe; it is kept on disk, so that a restart of the
 * broker ends no lock. Entry type: {@link io.mqspring.broker.lock.QueueLocks}.
 */
@NullMarked
package io.mqspring.broker.lock;

import org.jspecify.annotations.NullMarked;
