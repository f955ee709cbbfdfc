/**
 * One handler for each kind of request, and the dispatcher that finds it. Handlers run on the thread that brings the
 * request and keep no state of their own: they check, ask the part that owns the matter, and answer. Entry type: {@link
 * io.mqspring.broker.handler.RequestDispatcher}.
 */
@NullMarked
package io.mqspring.broker.handler;

import org.jspecify.annotations.NullMarked;
