package io.mqspring.broker.handler.admin;

import io.mqspring.broker.handler.Refusal;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Settings as the text of a properties file, and what of ours goes by which name. Stateless. */
final class SettingsText {

    private static final Map<String, String> OURS = Map.ofEntries(
            Map.entry("storePathRootDir", "mq.embedded.data-dir"),
            Map.entry("listenPort", "mq.embedded.port"),
            Map.entry("brokerIP1", "mq.embedded.advertised-address"),
            Map.entry("flushDiskType", "mq.embedded.flush"),
            Map.entry("flushIntervalCommitLog", "mq.embedded.flush-interval"),
            Map.entry("fileReservedTime", "mq.embedded.retention"),
            Map.entry("diskMaxUsedSpaceRatio", "mq.embedded.retention-disk-usage"),
            Map.entry("maxMessageSize", "mq.embedded.max-message-size"),
            Map.entry("longPollingEnable", "mq.embedded.long-polling"));

    private SettingsText() {}

    /**
     * @throws CommandFailedException if the text is not one of a properties file
     */
    static Map<String, String> parse(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            throw Refusal.of(
                    ResponseCode.INVALID_PARAMETER,
                    "the settings are not written as in a properties file: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        properties.stringPropertyNames().stream()
                .sorted()
                .forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }

    /** What to do instead of changing a setting of a running broker. */
    static String remedy(String name) {
        String ours = OURS.get(name);
        return ours == null ? "it is fixed in an embedded broker" : "set '" + ours + "' and start it again";
    }
}
