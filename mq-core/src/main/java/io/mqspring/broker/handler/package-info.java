/**
 * What the handlers of requests share: the dispatcher that finds the handler of a request, the parts that handlers turn to,
 * refusals. The handlers are in the packages below, by subject; they run on the thread that brings the request and keep no
 * state of their own: they check, ask the part that owns the matter, and answer. Entry type: {@link
 * io.mqspring.broker.handler.RequestDispatcher}.
 */
@NullMarked
package io.mqspring.broker.handler;

import org.jspecify.annotations.NullMarked;
