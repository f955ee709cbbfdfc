/**
 * Frames and bytes: framing, the two header forms, and one {@link io.mqspring.protocol.codec.CommandCodec} per command. A
 * {@link io.mqspring.protocol.codec.FrameDecoder} and a {@link io.mqspring.protocol.codec.FrameEncoder} belong to one
 * connection and its event loop; everything else is stateless. Sockets, threads and what a command means are elsewhere.
 */
@NullMarked
package io.mqspring.protocol.codec;

import org.jspecify.annotations.NullMarked;
