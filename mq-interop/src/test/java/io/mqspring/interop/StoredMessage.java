package io.mqspring.interop;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A message with everything that the official client sees of it. */
record StoredMessage(
        String topic,
        int queueId,
        long offset,
        long position,
        String offsetId,
        String uniqueId,
        long born,
        long stored,
        int reconsumeTimes,
        int flag,
        int sysFlag,
        Map<String, String> properties,
        String body) {

    static StoredMessage parse(String line) {
        String[] part = line.split("\t", -1);
        Map<String, String> properties = new TreeMap<>();
        text(part[11]).lines().forEach(entry -> {
            int at = entry.indexOf('=');
            properties.put(entry.substring(0, at), entry.substring(at + 1));
        });
        return new StoredMessage(
                part[0],
                Integer.parseInt(part[1]),
                Long.parseLong(part[2]),
                Long.parseLong(part[3]),
                part[4],
                part[5],
                Long.parseLong(part[6]),
                Long.parseLong(part[7]),
                Integer.parseInt(part[8]),
                Integer.parseInt(part[9]),
                Integer.parseInt(part[10]),
                properties,
                text(part[12]));
    }

    @Nullable
    String property(String name) {
        return properties.get(name);
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
