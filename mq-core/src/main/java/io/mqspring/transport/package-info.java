/**
 * The contract of talking: exchanging typed requests and responses with a peer, in either direction, over a network or
 * within one JVM. No Netty type and no byte format appears here. Implementations are in {@code transport.netty} and {@code
 * transport.local}.
 */
@NullMarked
package io.mqspring.transport;

import org.jspecify.annotations.NullMarked;
