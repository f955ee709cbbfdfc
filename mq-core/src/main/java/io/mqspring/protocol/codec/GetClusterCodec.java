package io.mqspring.protocol.codec;

import io.mqspring.protocol.ClusterResponse;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.GetClusterRequest;
import io.mqspring.protocol.RouteResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Code 106. */
final class GetClusterCodec implements CommandCodec<GetClusterRequest, ClusterResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_CLUSTER;
    }

    @Override
    public void writeRequest(GetClusterRequest request, CommandWriter out) {}

    @Override
    public GetClusterRequest readRequest(Frame frame) {
        return new GetClusterRequest();
    }

    @Override
    public void writeResponse(ClusterResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject().name("brokerAddrTable").beginObject();
            for (RouteResponse.Broker broker : response.brokers()) {
                json.name(broker.brokerName());
                BrokerJson.write(broker, json);
            }
            json.endObject().name("clusterAddrTable").beginObject();
            response.clusters().forEach(json::strings);
            json.endObject().endObject();
        });
    }

    @Override
    public ClusterResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        List<RouteResponse.Broker> brokers = new ArrayList<>();
        in.object("brokerAddrTable").forEachObject((name, broker) -> brokers.add(BrokerJson.read(broker)));
        JsonObject table = in.object("clusterAddrTable");
        Map<String, List<String>> clusters = new LinkedHashMap<>();
        table.names().forEach(name -> clusters.put(name, table.strings(name)));
        return new ClusterResponse(List.copyOf(brokers), Map.copyOf(clusters));
    }
}
