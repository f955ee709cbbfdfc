package io.mqspring.protocol.codec;

import io.mqspring.protocol.BrokerConsumeStatsResponse;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumeStatsResponse;
import io.mqspring.protocol.GetBrokerConsumeStatsRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Code 317. */
final class GetBrokerConsumeStatsCodec
        implements CommandCodec<GetBrokerConsumeStatsRequest, BrokerConsumeStatsResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_BROKER_CONSUME_STATS;
    }

    @Override
    public void writeRequest(GetBrokerConsumeStatsRequest request, CommandWriter out) {
        out.field("isOrder", request.ordered());
    }

    @Override
    public GetBrokerConsumeStatsRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new GetBrokerConsumeStatsRequest(in.flag("isOrder", false));
    }

    @Override
    public void writeResponse(BrokerConsumeStatsResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject()
                    .field("brokerAddr", response.brokerAddress())
                    .name("consumeStatsList")
                    .beginArray();
            response.groups().forEach((group, stats) -> {
                json.beginObject().name(group).beginArray();
                stats.forEach(one -> GetConsumeStatsCodec.write(one, json));
                json.endArray().endObject();
            });
            json.endArray()
                    .field("totalDiff", response.totalLag())
                    .field("totalInflightDiff", response.totalInFlight())
                    .endObject();
        });
    }

    @Override
    public BrokerConsumeStatsResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        Map<String, List<ConsumeStatsResponse>> groups = new LinkedHashMap<>();
        in.objects("consumeStatsList").forEach(entry -> entry.names()
                .forEach(group -> groups.put(
                        group,
                        entry.objects(group).stream()
                                .map(GetConsumeStatsCodec::read)
                                .toList())));
        return new BrokerConsumeStatsResponse(
                Map.copyOf(groups),
                in.string("brokerAddr", ""),
                in.longValue("totalDiff", 0),
                in.longValue("totalInflightDiff", 0));
    }
}
