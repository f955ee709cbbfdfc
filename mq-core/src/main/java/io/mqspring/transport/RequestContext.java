package io.mqspring.transport;

/**
 * Who asks.
 *
 * @param peer the connection the request came on
 * @param version the sender's version number, as the request's header announces it
 * @param language the sender's language, as its header announces it
 * @param oneWay whether nobody waits for an answer
 */
public record RequestContext(Peer peer, int version, String language, boolean oneWay) {}
