/**
 * What sending and listening share: converters between payloads and bodies, and header names. Stateless and thread safe.
 * Entry types: {@link io.mqspring.spring.support.MqMessageConverter} and {@link io.mqspring.spring.support.MqHeaders}.
 */
@NullMarked
package io.mqspring.spring.support;

import org.jspecify.annotations.NullMarked;
