/**
 * Whether the members of a group agree: they subscribe to the same topics by the same expressions, consume in the same model,
 * and all or none in order. A broker keeps one subscription per group, the newest, so members that differ take messages from
 * each other without any error. Confined to the client's loop. Entry type: {@link
 * io.mqspring.consumer.guard.SubscriptionCheck}. What follows from a difference is the client's to decide.
 */
@NullMarked
package io.mqspring.consumer.guard;

import org.jspecify.annotations.NullMarked;
