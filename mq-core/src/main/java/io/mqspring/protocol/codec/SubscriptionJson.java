package io.mqspring.protocol.codec;

import io.mqspring.protocol.SubscriptionEntry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A subscription as heartbeats and several answers carry it. Stateless. */
final class SubscriptionJson {

    private SubscriptionJson() {}

    static void write(SubscriptionEntry entry, JsonWriter out) {
        out.beginObject().field("classFilterMode", false).name("codeSet").beginArray();
        for (String tag : entry.tags()) {
            out.value(tag.hashCode());
        }
        out.endArray()
                .field("expressionType", entry.expressionType())
                .field("subString", entry.expression())
                .field("subVersion", entry.version())
                .strings("tagsSet", entry.tags())
                .field("topic", entry.topic())
                .endObject();
    }

    static void write(String name, Iterable<SubscriptionEntry> entries, JsonWriter out) {
        out.name(name).beginArray();
        entries.forEach(entry -> write(entry, out));
        out.endArray();
    }

    static SubscriptionEntry read(JsonObject in) {
        Set<String> tags = new LinkedHashSet<>(in.strings("tagsSet"));
        return new SubscriptionEntry(
                in.string("topic"),
                in.string("subString", "*"),
                Set.copyOf(tags),
                in.longValue("subVersion", 0),
                in.string("expressionType", "TAG"));
    }

    static List<SubscriptionEntry> readAll(JsonObject in, String name) {
        return in.objects(name).stream().map(SubscriptionJson::read).toList();
    }
}
