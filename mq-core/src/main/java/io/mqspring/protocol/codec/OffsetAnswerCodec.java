package io.mqspring.protocol.codec;

import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.Request;

/** The response half of commands that ask for an offset. */
interface OffsetAnswerCodec<Q extends Request<OffsetResponse>> extends CommandCodec<Q, OffsetResponse> {

    @Override
    default void writeResponse(OffsetResponse response, CommandWriter out) {
        out.field("offset", response.offset());
    }

    @Override
    default OffsetResponse readResponse(Frame frame) {
        return new OffsetResponse(frame.fields().longValue("offset"));
    }
}
