package io.mqspring.protocol;

import java.util.List;

/** Client ids of a group's members, in no order. */
public record ConsumerListResponse(List<String> clientIds) implements Response {}
