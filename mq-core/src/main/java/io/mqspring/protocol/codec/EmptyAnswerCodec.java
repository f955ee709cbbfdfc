package io.mqspring.protocol.codec;

import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.Request;

/** The response half of commands whose answer says nothing but that it is done. */
interface EmptyAnswerCodec<Q extends Request<EmptyResponse>> extends CommandCodec<Q, EmptyResponse> {

    @Override
    default void writeResponse(EmptyResponse response, CommandWriter out) {}

    @Override
    default EmptyResponse readResponse(Frame frame) {
        return new EmptyResponse();
    }
}
