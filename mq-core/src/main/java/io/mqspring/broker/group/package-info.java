/**
 * Consumer groups: who is alive in them, what they subscribe to, how they are set up and how far they have consumed.
 * Membership is owned by the broker's serial executor and published as immutable views; committed offsets are a
 * concurrent table. Entry types: {@link io.mqspring.broker.group.GroupRegistry}, {@link
 * io.mqspring.broker.group.ConsumerOffsets}. What a group pulls, and retry topics' records, are elsewhere.
 */
@NullMarked
package io.mqspring.broker.group;

import org.jspecify.annotations.NullMarked;
