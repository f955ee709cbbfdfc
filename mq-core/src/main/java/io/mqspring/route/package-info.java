/**
 * Which queues a topic has and at which addresses its brokers are: asked of name servers, cached, refreshed. State belongs
 * to the client's loop and is published as an immutable snapshot. Entry type: {@link io.mqspring.route.RouteTable}. Who
 * consumes which queue is not decided here.
 */
@NullMarked
package io.mqspring.route;

import org.jspecify.annotations.NullMarked;
