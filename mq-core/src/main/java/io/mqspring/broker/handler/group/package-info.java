/** Groups: who is in them, what they consume, how far they are. Entry type: {@link io.mqspring.broker.handler.group.GroupHandlers}. */
@NullMarked
package io.mqspring.broker.handler.group;

import org.jspecify.annotations.NullMarked;
