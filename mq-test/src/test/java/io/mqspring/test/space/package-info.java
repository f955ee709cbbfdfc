/** Brokers whose disk is too small: real ones, on a file system of a few megabytes. */
@NullMarked
package io.mqspring.test.space;

import org.jspecify.annotations.NullMarked;
