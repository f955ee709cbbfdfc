package io.mqspring.protocol.codec;

/** The version of a table, by which official brokers see that a copy is old; nobody copies tables of this broker. Stateless. */
final class VersionJson {

    private VersionJson() {}

    static void write(JsonWriter json) {
        json.name("dataVersion")
                .beginObject()
                .field("counter", 0)
                .field("stateVersion", 0)
                .field("timestamp", 0)
                .endObject();
    }
}
