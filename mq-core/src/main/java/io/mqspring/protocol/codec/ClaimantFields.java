package io.mqspring.protocol.codec;

import io.mqspring.protocol.Claimant;
import org.jspecify.annotations.Nullable;

/** A claimant in the header. Stateless. */
final class ClaimantFields {

    private static final String CLIENT = "claimant";
    private static final String TERM = "claimTerm";

    private ClaimantFields() {}

    static void write(@Nullable Claimant claimant, CommandWriter out) {
        if (claimant != null) {
            out.field(TERM, claimant.term());
            out.field(CLIENT, claimant.clientId());
        }
    }

    static Claimant read(HeaderFields in) {
        return new Claimant(in.string(CLIENT), in.longValue(TERM));
    }

    static @Nullable Claimant readOptional(HeaderFields in) {
        String clientId = in.optional(CLIENT);
        return clientId == null ? null : new Claimant(clientId, in.longValue(TERM, 0));
    }
}
