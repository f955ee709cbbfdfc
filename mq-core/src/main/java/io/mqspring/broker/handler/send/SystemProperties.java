package io.mqspring.broker.handler.send;

import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.UniqueIds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Completes the properties of a message with what every broker adds. Thread safe. */
final class SystemProperties {

    private static final String REGION = "DefaultRegion";
    private static final byte[] NOTHING = {};

    private final UniqueIds ids;
    private final byte[] region = property(PropertyNames.MSG_REGION, REGION);
    private final byte[] trace = property(PropertyNames.TRACE_ON, "true");
    private final byte[] cluster;

    SystemProperties(UniqueIds ids, String clusterName) {
        this.ids = ids;
        this.cluster = property(PropertyNames.CLUSTER, clusterName);
    }

    /** A message's properties as they are stored, and its unique id. */
    record Completed(byte[] bytes, String uniqueId) {}

    /**
     * Adds what is missing.
     *
     * @param encoded the properties as they came
     * @param scan of the same
     */
    Completed complete(byte[] encoded, PropertyScan scan) {
        boolean open = encoded.length > 0 && encoded[encoded.length - 1] != MessageProperties.VALUE_SEPARATOR;
        String uniqueId = scan.uniqueId();
        byte[] id = NOTHING;
        if (uniqueId == null) {
            uniqueId = ids.next();
            id = property(PropertyNames.UNIQ_KEY, uniqueId);
        }
        int length = encoded.length
                + (open ? 1 : 0)
                + id.length
                + (scan.hasRegion() ? 0 : region.length)
                + (scan.hasTrace() ? 0 : trace.length)
                + (scan.hasCluster() ? 0 : cluster.length);
        byte[] complete = Arrays.copyOf(encoded, length);
        int at = encoded.length;
        if (open) {
            complete[at++] = MessageProperties.VALUE_SEPARATOR;
        }
        at = put(id, complete, at);
        at = scan.hasRegion() ? at : put(region, complete, at);
        at = scan.hasTrace() ? at : put(trace, complete, at);
        if (!scan.hasCluster()) {
            put(cluster, complete, at);
        }
        return new Completed(complete, uniqueId);
    }

    private static int put(byte[] part, byte[] into, int at) {
        System.arraycopy(part, 0, into, at, part.length);
        return at + part.length;
    }

    private static byte[] property(String name, String value) {
        String text = name + MessageProperties.NAME_SEPARATOR + value + MessageProperties.VALUE_SEPARATOR;
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
