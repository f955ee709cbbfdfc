package io.mqspring.protocol.codec;

import io.mqspring.protocol.KvTableResponse;
import io.mqspring.protocol.Request;
import java.util.LinkedHashMap;
import java.util.Map;

/** The response half of commands whose answer is a table of names and values. */
interface KvTableAnswerCodec<Q extends Request<KvTableResponse>> extends CommandCodec<Q, KvTableResponse> {

    @Override
    default void writeResponse(KvTableResponse response, CommandWriter out) {
        out.json(json -> {
            json.beginObject().name("table").beginObject();
            response.table().forEach(json::field);
            json.endObject().endObject();
        });
    }

    @Override
    default KvTableResponse readResponse(Frame frame) {
        Map<String, String> table = new LinkedHashMap<>();
        JsonBodyReader.read(frame.body()).object("table").forEachString(table::put);
        return new KvTableResponse(Map.copyOf(table));
    }
}
