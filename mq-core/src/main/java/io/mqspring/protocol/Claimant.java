package io.mqspring.protocol;

/**
 * Who has a queue, or wants it: a member of a group, for one term of ownership.
 *
 * @param clientId the member
 * @param term rises with each time that the member takes a queue up, so that what arrives late from an earlier term is known
 */
public record Claimant(String clientId, long term) {}
