/**
 * The embedded broker: its composition root, its settings and the small files of its configuration. What a broker does is
 * in the packages below; here it is put together, started and stopped. Entry type: {@link io.mqspring.broker.EmbeddedBroker}.
 */
@NullMarked
package io.mqspring.broker;

import org.jspecify.annotations.NullMarked;
