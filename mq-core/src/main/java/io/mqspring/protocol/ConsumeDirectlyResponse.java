package io.mqspring.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a listener said to a message that an operator gave it.
 *
 * @param result such as {@code CR_SUCCESS}, {@code CR_LATER}, {@code CR_THROW_EXCEPTION}
 * @param remark why, if there is more to say
 */
public record ConsumeDirectlyResponse(
        boolean order,
        boolean autoCommit,
        String result,
        @Nullable String remark,
        long spentMillis) implements Response {}
