/**
 * The broker sample: the embedded broker as a process of its own. Entry type:
 * {@link io.mqspring.samples.broker.BrokerApplication}. It has no code beyond its start.
 */
@NullMarked
package io.mqspring.samples.broker;

import org.jspecify.annotations.NullMarked;
