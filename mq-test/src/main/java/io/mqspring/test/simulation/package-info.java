/**
 * A world in which the runtime can be tested without waiting and without luck: virtual time, seeded interleavings, a
 * network that loses and delays, nodes that crash, a disk that forgets. Everything runs on the thread of the test; the same
 * seed gives the same run. Entry types: {@link io.mqspring.test.simulation.SimulatedBackend} and {@link
 * io.mqspring.test.simulation.SimulatedNetwork}. Nothing here belongs into an application that runs.
 */
@NullMarked
package io.mqspring.test.simulation;

import org.jspecify.annotations.NullMarked;
