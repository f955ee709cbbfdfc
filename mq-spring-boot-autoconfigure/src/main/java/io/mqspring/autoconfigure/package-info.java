/**
 * Spring Boot's side: properties, their translation, and the beans of the client and of listeners. Every bean backs off when
 * the application has its own. Entry type: {@link io.mqspring.autoconfigure.MqAutoConfiguration}. Runs while the context
 * starts; the embedded broker, actuator and metrics are in packages below.
 */
@NullMarked
package io.mqspring.autoconfigure;

import org.jspecify.annotations.NullMarked;
