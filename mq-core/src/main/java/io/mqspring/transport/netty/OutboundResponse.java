package io.mqspring.transport.netty;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.codec.FrameEncoder;
import io.mqspring.protocol.codec.SerializeType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answer to a request. Unwritten, it gives its batch back. */
record OutboundResponse<R extends Response>(Request<R> request, SerializeType type, int opaque, R response)
        implements Outbound {

    private static final Logger log = LoggerFactory.getLogger(OutboundResponse.class);

    @Override
    public boolean begin(FrameEncoder encoder) {
        try {
            encoder.beginResponse(request, type, opaque, response);
        } catch (RuntimeException e) {
            log.warn("The answer to {} cannot be sent", request.type(), e);
            release(response);
            encoder.beginRefusal(type, opaque, new CommandFailedException(ResponseCode.SYSTEM_ERROR, e.toString()));
        }
        return true;
    }

    @Override
    public void fail(Throwable why) {
        release(response);
    }

    /** Gives back what an answer that nobody takes has leased. */
    static void release(Response response) {
        if (response instanceof PullMessageResponse pull) {
            pull.batch().close();
        }
    }

    /** A refusal. */
    record Refusal(SerializeType type, int opaque, CommandFailedException reason) implements Outbound {

        @Override
        public boolean begin(FrameEncoder encoder) {
            encoder.beginRefusal(type, opaque, reason);
            return true;
        }

        @Override
        public void fail(Throwable why) {}
    }
}
