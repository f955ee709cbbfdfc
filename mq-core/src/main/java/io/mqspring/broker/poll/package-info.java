/**
 * Long and short polling: a pull that found nothing is held until a record arrives that it wants, or its time is over. The
 * table is the one structure of the broker that many threads touch: appenders and the flusher wake, pulls register, the
 * broker's serial executor expires and sweeps. Entry type: {@link io.mqspring.broker.poll.LongPollHold}. Reading and
 * answering are the handler's.
 */
@NullMarked
package io.mqspring.broker.poll;

import org.jspecify.annotations.NullMarked;
