package io.mqspring.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Topics that are no user's.
 *
 * @param brokerAddress who knows of more; null if nobody
 */
public record SystemTopicsResponse(
        List<String> topics, @Nullable String brokerAddress) implements Response {}
