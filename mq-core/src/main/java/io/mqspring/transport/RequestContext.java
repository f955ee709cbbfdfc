package io.mqspring.transport;

import io.mqspring.security.Principal;

/**
 * Who asks.
 *
 * @param peer the connection the request came on
 * @param version the sender's version number, as the request's header announces it
 * @param language the sender's language, as its header announces it
 * @param principal on whose behalf, as the request's signature shows
 * @param oneWay whether nobody waits for an answer
 */
public record RequestContext(Peer peer, int version, String language, Principal principal, boolean oneWay) {}
