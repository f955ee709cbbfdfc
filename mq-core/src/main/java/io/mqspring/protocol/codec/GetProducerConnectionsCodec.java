package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetProducerConnectionsRequest;
import io.mqspring.protocol.ProducerConnectionsResponse;

/** Code 204. */
final class GetProducerConnectionsCodec
        implements CommandCodec<GetProducerConnectionsRequest, ProducerConnectionsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_PRODUCER_CONNECTIONS;
    }

    @Override
    public void writeRequest(GetProducerConnectionsRequest request, CommandWriter out) {
        out.field("producerGroup", request.producerGroup());
    }

    @Override
    public GetProducerConnectionsRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetProducerConnectionsRequest(in.string("producerGroup"));
    }

    @Override
    public void writeResponse(ProducerConnectionsResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject().name("connectionSet").beginArray();
            response.connections().forEach(connection -> GetConsumerConnectionsCodec.write(connection, json));
            json.endArray().endObject();
        });
    }

    @Override
    public ProducerConnectionsResponse readResponse(Frame frame) {
        return new ProducerConnectionsResponse(JsonBodyReader.read(frame.body()).objects("connectionSet").stream()
                .map(GetConsumerConnectionsCodec::readConnection)
                .toList());
    }
}
