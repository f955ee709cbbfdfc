/**
 * The whole runtime in a simulated world: embedded brokers, clients and listeners on virtual time, a network and a disk that
 * fail as told. Everything runs on the thread of the test. The entry is {@link io.mqspring.test.runtime.RuntimeWorld}.
 */
@NullMarked
package io.mqspring.test.runtime;

import org.jspecify.annotations.NullMarked;
