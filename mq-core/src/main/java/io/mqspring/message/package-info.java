/**
 * The values everyone speaks: messages, queues, ids, and the one encoding of a stored message that is the same on disk
 * and on the wire. Pure values and functions: no threads, no I/O, no clock.
 */
@NullMarked
package io.mqspring.message;

import org.jspecify.annotations.NullMarked;
