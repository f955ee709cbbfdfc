package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetRouteRequest;
import io.mqspring.protocol.RouteResponse;

/** Code 105. Official clients fail without the filter server table, which nobody uses any more. */
final class GetRouteCodec implements CommandCodec<GetRouteRequest, RouteResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_ROUTE;
    }

    @Override
    public void writeRequest(GetRouteRequest request, CommandWriter out) {
        out.field("topic", request.topic());
    }

    @Override
    public GetRouteRequest readRequest(Frame frame) {
        return new GetRouteRequest(frame.fields().string("topic"));
    }

    @Override
    public void writeResponse(RouteResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject().name("brokerDatas").beginArray();
            response.brokers().forEach(broker -> BrokerJson.write(broker, json));
            json.endArray().name("filterServerTable").beginObject().endObject();
            String orderTopicConf = response.orderTopicConf();
            if (orderTopicConf != null) {
                json.field("orderTopicConf", orderTopicConf);
            }
            json.name("queueDatas").beginArray();
            response.queues().forEach(queues -> writeQueues(queues, json));
            json.endArray().endObject();
        });
    }

    private static void writeQueues(RouteResponse.Queues queues, JsonWriter json) {
        json.beginObject()
                .field("brokerName", queues.brokerName())
                .field("perm", queues.perm())
                .field("readQueueNums", queues.readQueues())
                .field("topicSysFlag", queues.topicSysFlag())
                .field("writeQueueNums", queues.writeQueues())
                .endObject();
    }

    @Override
    public RouteResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new RouteResponse(
                in.objects("queueDatas").stream().map(GetRouteCodec::readQueues).toList(),
                in.objects("brokerDatas").stream().map(BrokerJson::read).toList(),
                in.optional("orderTopicConf"));
    }

    private static RouteResponse.Queues readQueues(JsonObject in) {
        return new RouteResponse.Queues(
                in.string("brokerName"),
                in.intValue("readQueueNums"),
                in.intValue("writeQueueNums"),
                in.intValue("perm"),
                in.intValue("topicSysFlag", in.intValue("topicSynFlag", 0)));
    }
}
