package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import org.jspecify.annotations.Nullable;

/** From received frames to typed commands. Stateless. */
public final class Commands {

    private Commands() {}

    /**
     * Types a request. Its body may be a view of the frame's.
     *
     * @return null if the code is unknown
     * @throws MalformedCommandException naming what is missing or wrong
     */
    public static @Nullable Request<?> request(Frame frame) {
        CommandType type = CommandType.ofCode(frame.code()).orElse(null);
        return type == null ? null : CommandCodecs.ALL.of(type).readRequest(frame);
    }

    /**
     * Types the answer to a request; nothing in it refers to the frame.
     *
     * @throws CommandFailedException when the answer is a refusal
     * @throws MalformedCommandException naming what is missing or wrong
     */
    public static <R extends Response> R response(Request<R> request, Frame frame) {
        CommandCodec<Request<R>, R> codec = CommandCodecs.ALL.of(request);
        ResponseCode code = ResponseCode.ofCode(frame.code());
        if (!codec.answers(code)) {
            String remark = frame.remark() == null ? "no reason given" : frame.remark();
            throw new CommandFailedException(
                    code, code == ResponseCode.UNKNOWN ? "code " + frame.code() + ": " + remark : remark);
        }
        return codec.readResponse(frame);
    }
}
