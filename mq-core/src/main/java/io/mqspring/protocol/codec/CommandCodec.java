package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;

/**
 * The bytes of one command: its request and its response, in both directions. Field names are Apache RocketMQ's. Stateless.
 * Reading throws {@link MalformedCommandException} when something is missing or wrong.
 */
interface CommandCodec<Q extends Request<R>, R extends Response> {

    CommandType type();

    void writeRequest(Q request, CommandWriter out);

    Q readRequest(Frame frame);

    /** Whether a response with this code is an answer; any other is a refusal. */
    default boolean answers(ResponseCode code) {
        return code == ResponseCode.SUCCESS;
    }

    /** The code that goes with a response. */
    default ResponseCode codeOf(R response) {
        return ResponseCode.SUCCESS;
    }

    void writeResponse(R response, CommandWriter out);

    R readResponse(Frame frame);
}
