package io.mqspring.protocol.codec;

import io.mqspring.protocol.ChangeInvisibleTimeRequest;
import io.mqspring.protocol.ChangeInvisibleTimeResponse;
import io.mqspring.protocol.CommandType;

/** Code 200053. */
final class ChangeInvisibleTimeCodec implements CommandCodec<ChangeInvisibleTimeRequest, ChangeInvisibleTimeResponse> {

    @Override
    public CommandType type() {
        return CommandType.CHANGE_INVISIBLE_TIME;
    }

    @Override
    public void writeRequest(ChangeInvisibleTimeRequest request, CommandWriter out) {
        out.field("consumerGroup", request.consumerGroup());
        out.field("extraInfo", request.handle());
        out.field("invisibleTime", request.invisibleMillis());
        out.field("offset", request.offset());
        out.field("queueId", request.queueId());
        out.field("suspend", request.suspend());
        out.field("topic", request.topic());
    }

    @Override
    public ChangeInvisibleTimeRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        String group = in.string("consumerGroup");
        String handle = in.string("extraInfo");
        long invisibleMillis = in.longValue("invisibleTime");
        long offset = in.longValue("offset");
        int queueId = in.intValue("queueId");
        boolean suspend = in.flag("suspend", false);
        return new ChangeInvisibleTimeRequest(
                group, in.string("topic"), queueId, handle, offset, invisibleMillis, suspend);
    }

    @Override
    public void writeResponse(ChangeInvisibleTimeResponse response, CommandWriter out) {
        out.field("invisibleTime", response.invisibleMillis());
        out.field("popTime", response.popTime());
        out.field("reviveQid", response.reviveQueueId());
    }

    @Override
    public ChangeInvisibleTimeResponse readResponse(Frame frame) {
        HeaderFields in = frame.fields();
        long invisibleMillis = in.longValue("invisibleTime");
        long popTime = in.longValue("popTime");
        return new ChangeInvisibleTimeResponse(popTime, invisibleMillis, in.intValue("reviveQid"));
    }
}
