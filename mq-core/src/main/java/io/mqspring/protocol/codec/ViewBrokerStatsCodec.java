package io.mqspring.protocol.codec;

import io.mqspring.protocol.BrokerStatsDataResponse;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ViewBrokerStatsRequest;

/** Code 315. */
final class ViewBrokerStatsCodec implements CommandCodec<ViewBrokerStatsRequest, BrokerStatsDataResponse> {

    @Override
    public CommandType type() {
        return CommandType.VIEW_BROKER_STATS;
    }

    @Override
    public void writeRequest(ViewBrokerStatsRequest request, CommandWriter out) {
        out.field("statsKey", request.key());
        out.field("statsName", request.name());
    }

    @Override
    public ViewBrokerStatsRequest readRequest(Frame frame) {
        HeaderFields in = frame.fields();
        return new ViewBrokerStatsRequest(in.string("statsName"), in.string("statsKey"));
    }

    @Override
    public void writeResponse(BrokerStatsDataResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject();
            write("statsDay", response.day(), json);
            write("statsHour", response.hour(), json);
            write("statsMinute", response.minute(), json);
            json.endObject();
        });
    }

    @Override
    public BrokerStatsDataResponse readResponse(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new BrokerStatsDataResponse(
                window(in.object("statsMinute")), window(in.object("statsHour")), window(in.object("statsDay")));
    }

    private static void write(String name, BrokerStatsDataResponse.Window window, JsonWriter json) {
        json.name(name)
                .beginObject()
                .field("avgpt", window.perCall())
                .field("sum", window.sum())
                .field("tps", window.perSecond())
                .endObject();
    }

    private static BrokerStatsDataResponse.Window window(JsonObject in) {
        return new BrokerStatsDataResponse.Window(
                in.longValue("sum", 0), in.doubleValue("tps"), in.doubleValue("avgpt"));
    }
}
