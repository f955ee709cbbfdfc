package io.mqspring.autoconfigure;

import java.util.List;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** The cluster as {@code mq.name-server} names it. Immutable. */
final class PropertiesMqConnectionDetails implements MqConnectionDetails {

    private final List<String> nameServers;

    PropertiesMqConnectionDetails(MqProperties properties) {
        this.nameServers = properties.nameServers();
        nameServers.forEach(PropertiesMqConnectionDetails::check);
    }

    @Override
    public List<String> nameServers() {
        return nameServers;
    }

    private static void check(String address) {
        int colon = address.lastIndexOf(':');
        if (colon <= 0 || address.contains("/") || !isPort(address.substring(colon + 1))) {
            throw new InvalidConfigurationPropertyValueException(
                    "mq.name-server",
                    address,
                    "A name server is given as host:port, several separated by commas: mq-1:9876,mq-2:9876.");
        }
    }

    private static boolean isPort(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65535;
    }
}
