/**
 * Asking brokers about topics, groups, offsets and members, of this or any other cluster that speaks the protocol. Nothing
 * here changes state but the creation of topics. Entry type: {@link io.mqspring.admin.MqAdmin}. A value that is not known is
 * absent, never guessed.
 */
@NullMarked
package io.mqspring.admin;

import org.jspecify.annotations.NullMarked;
