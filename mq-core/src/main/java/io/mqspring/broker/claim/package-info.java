/**
 * Which member of a group has which queue, as members of this project say, so that a queue that moves is consumed by its new
 * owner only when the last one has let it go. In memory only: after a restart of the broker, pulls tell it again. Thread
 * safe. Entry type: {@link io.mqspring.broker.claim.QueueClaims}. It is not about order: that is what locks are for.
 */
@NullMarked
package io.mqspring.broker.claim;

import org.jspecify.annotations.NullMarked;
