/**
 * The broker inside the application: when it starts, where its data is, and what to say when it cannot start. Entry type:
 * {@link io.mqspring.autoconfigure.embedded.EmbeddedBrokerAutoConfiguration}. The broker itself is the core's.
 */
@NullMarked
package io.mqspring.autoconfigure.embedded;

import org.jspecify.annotations.NullMarked;
