/** A clock, executors and a transport that a unit test moves by hand. */
@NullMarked
package io.mqspring.scripted;

import org.jspecify.annotations.NullMarked;
