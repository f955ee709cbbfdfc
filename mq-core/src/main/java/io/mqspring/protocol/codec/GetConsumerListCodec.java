package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumerListResponse;
import io.mqspring.protocol.GetConsumerListRequest;

/** Code 38. */
final class GetConsumerListCodec implements CommandCodec<GetConsumerListRequest, ConsumerListResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_CONSUMER_LIST;
    }

    @Override
    public void writeRequest(GetConsumerListRequest request, CommandWriter out) {
        out.field("consumerGroup", request.consumerGroup());
    }

    @Override
    public GetConsumerListRequest readRequest(Frame frame) {
        return new GetConsumerListRequest(frame.fields().string("consumerGroup"));
    }

    @Override
    public void writeResponse(ConsumerListResponse response, CommandWriter out) {
        out.json(json -> json.beginObject()
                .strings("consumerIdList", response.clientIds())
                .endObject());
    }

    @Override
    public ConsumerListResponse readResponse(Frame frame) {
        return new ConsumerListResponse(JsonBodyReader.read(frame.body()).strings("consumerIdList"));
    }
}
