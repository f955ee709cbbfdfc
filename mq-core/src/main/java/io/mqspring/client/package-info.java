/**
 * The composition root of the client side: {@link io.mqspring.client.MqClient} owns a transport, a loop, routes and
 * heartbeats, and puts producers and consumers together. Nothing here is handed down whole: parts get what they need. What
 * the parts do is in their own packages.
 */
@NullMarked
package io.mqspring.client;

import org.jspecify.annotations.NullMarked;
