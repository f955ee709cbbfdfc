/** Offsets: where queues begin and end, where groups are. Entry type: {@link io.mqspring.broker.handler.offset.OffsetHandlers}. */
@NullMarked
package io.mqspring.broker.handler.offset;

import org.jspecify.annotations.NullMarked;
