/**
 * The transport contract on Netty: connections, correlation, idle detection, and the event loops behind {@link
 * io.mqspring.transport.netty.NettyExecutionBackend}. A client's connections live on the loop that is its serial executor;
 * a server's are spread over all. The bytes are {@code protocol.codec}'s, what requests mean is the handlers'.
 */
@NullMarked
package io.mqspring.transport.netty;

import org.jspecify.annotations.NullMarked;
