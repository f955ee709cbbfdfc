/**
 * Assembly of listeners: an endpoint describes one, the registrar collects them, the registry groups them into containers
 * and gives them a life-cycle. Entry type: {@link io.mqspring.spring.config.MqListenerEndpointRegistry}. Life-cycle methods
 * come from the context's threads; no message passes through here.
 */
@NullMarked
package io.mqspring.spring.config;

import org.jspecify.annotations.NullMarked;
