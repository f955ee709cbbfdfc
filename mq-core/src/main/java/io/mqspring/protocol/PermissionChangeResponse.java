package io.mqspring.protocol;

/** How many topics of a broker a name server shows otherwise now. */
public record PermissionChangeResponse(int topics) implements Response {}
