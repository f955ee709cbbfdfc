package io.mqspring.protocol.codec;

import io.mqspring.protocol.RouteResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** A broker's addresses as name servers tell them. Some write the ids unquoted; written quoted. Stateless. */
final class BrokerJson {

    private BrokerJson() {}

    static void write(RouteResponse.Broker broker, JsonWriter out) {
        out.beginObject().name("brokerAddrs").beginObject();
        broker.addresses().forEach((id, address) -> out.field(Long.toString(id), address));
        out.endObject()
                .field("brokerName", broker.brokerName())
                .field("cluster", broker.cluster())
                .field("enableActingMaster", false)
                .endObject();
    }

    static RouteResponse.Broker read(JsonObject in) {
        Map<Long, String> addresses = new LinkedHashMap<>();
        in.object("brokerAddrs").forEachString((id, address) -> addresses.put(brokerId(id), address));
        return new RouteResponse.Broker(in.string("cluster", ""), in.string("brokerName"), Map.copyOf(addresses));
    }

    private static long brokerId(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw MalformedCommandException.wrong("brokerAddrs", "keyed by broker ids", text);
        }
    }
}
