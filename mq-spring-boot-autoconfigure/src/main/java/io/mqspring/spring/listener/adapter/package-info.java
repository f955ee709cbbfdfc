/**
 * From a message to a method call and back: the stages convert, validate and invoke, built once per listener method and
 * run on the worker that brings the message. Entry type:
 * {@link io.mqspring.spring.listener.adapter.MethodListenerFactory}. Knows nothing of groups, pulling or retries.
 */
@NullMarked
package io.mqspring.spring.listener.adapter;

import org.jspecify.annotations.NullMarked;
