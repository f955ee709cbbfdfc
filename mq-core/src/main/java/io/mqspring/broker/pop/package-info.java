/**
 * Pop mode: the broker hands messages of a queue out to any member of a group, each with a time for which nobody else gets
 * it, and waits for its acknowledgement; what is not acknowledged in time goes to the group's retry topic, in the end to its
 * dead-letter topic. The committed offset of a queue is the lowest message that is not acknowledged. What is handed out
 * beyond it is kept beside the offsets, in the same file and written with them, so a crash forgets what happened since the
 * last write: acknowledgements (those messages come twice) and pops (those come at once). State is guarded by the lock of
 * {@link io.mqspring.broker.pop.PopTable}; work is done on a thread of its own, made when the first message is popped. Entry
 * type: {@link io.mqspring.broker.pop.PopService}. Waiting for messages is the handler's, with the hold table.
 */
@NullMarked
package io.mqspring.broker.pop;

import org.jspecify.annotations.NullMarked;
