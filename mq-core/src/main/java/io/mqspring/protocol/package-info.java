/**
 * The protocol model: one record for each request and response of Apache RocketMQ's remoting protocol that this project
 * speaks, in one sealed hierarchy. Both transports carry these types; only {@code protocol.codec} knows their bytes. The
 * package is flat because a sealed type and its cases must share one.
 */
@NullMarked
package io.mqspring.protocol;

import org.jspecify.annotations.NullMarked;
