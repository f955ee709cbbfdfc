package io.mqspring.broker.handler.send;

import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import io.mqspring.message.UniqueIds;
import java.nio.charset.StandardCharsets;

/** Completes the properties of a message with what every broker adds. Thread safe. */
final class SystemProperties {

    private static final String REGION = "DefaultRegion";

    private final UniqueIds ids;
    private final String region = property(PropertyNames.MSG_REGION, REGION);
    private final String trace = property(PropertyNames.TRACE_ON, "true");
    private final String cluster;
    private final String all;

    SystemProperties(UniqueIds ids, String clusterName) {
        this.ids = ids;
        this.cluster = property(PropertyNames.CLUSTER, clusterName);
        this.all = region + trace + cluster;
    }

    /** A message's properties as they are stored, and its unique id. */
    record Completed(byte[] bytes, String uniqueId) {}

    /** Adds what is missing. */
    Completed complete(String text, PropertyScan scan) {
        StringBuilder complete = new StringBuilder(text.length() + 160);
        complete.append(text);
        if (!text.isEmpty() && text.charAt(text.length() - 1) != MessageProperties.VALUE_SEPARATOR) {
            complete.append(MessageProperties.VALUE_SEPARATOR);
        }
        String uniqueId = scan.uniqueId();
        if (uniqueId == null) {
            uniqueId = ids.next();
            MessageProperties.append(complete, PropertyNames.UNIQ_KEY, uniqueId);
        }
        if (!scan.hasRegion() && !scan.hasTrace() && !scan.hasCluster()) {
            complete.append(all);
        } else {
            complete.append(scan.hasRegion() ? "" : region)
                    .append(scan.hasTrace() ? "" : trace)
                    .append(scan.hasCluster() ? "" : cluster);
        }
        return new Completed(complete.toString().getBytes(StandardCharsets.UTF_8), uniqueId);
    }

    private static String property(String name, String value) {
        return name + MessageProperties.NAME_SEPARATOR + value + MessageProperties.VALUE_SEPARATOR;
    }
}
