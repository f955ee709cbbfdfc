package io.mqspring.protocol.codec;

import java.util.LinkedHashMap;
import java.util.Map;

/** Maps from numbers to numbers. Official brokers write the keys unquoted; written quoted, which everybody reads. Stateless. */
final class IntMapJson {

    private IntMapJson() {}

    static void write(String name, Map<Integer, Long> values, JsonWriter json) {
        json.name(name).beginObject();
        values.forEach((key, value) -> json.field(Integer.toString(key), value));
        json.endObject();
    }

    static Map<Integer, Long> read(JsonObject in, String name) {
        Map<Integer, Long> values = new LinkedHashMap<>();
        in.object(name).forEachLong((key, value) -> values.put(number(name, key.toString()), value));
        return Map.copyOf(values);
    }

    private static int number(String name, String key) {
        try {
            return Integer.parseInt(key);
        } catch (NumberFormatException e) {
            throw MalformedCommandException.wrong(name, "keyed by numbers", key);
        }
    }
}
