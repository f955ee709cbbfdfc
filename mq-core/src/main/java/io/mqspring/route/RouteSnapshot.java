package io.mqspring.route;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known at one moment. Immutable.
 *
 * @param topics routes that a name server gave
 * @param imagined routes of topics that their first message will create
 * @param brokers addresses by broker name and id, of all routes together
 */
record RouteSnapshot(
        Map<String, TopicRoute> topics, Map<String, TopicRoute> imagined, Map<String, Map<Long, String>> brokers) {

    static final RouteSnapshot EMPTY = new RouteSnapshot(Map.of(), Map.of(), Map.of());

    static RouteSnapshot of(Map<String, TopicRoute> topics, Map<String, TopicRoute> imagined) {
        Map<String, Map<Long, String>> brokers = new HashMap<>();
        imagined.values().forEach(route -> brokers.putAll(route.brokers()));
        topics.values().forEach(route -> brokers.putAll(route.brokers()));
        return new RouteSnapshot(Map.copyOf(topics), Map.copyOf(imagined), Map.copyOf(brokers));
    }

    Optional<String> masterAddress(String brokerName) {
        return Optional.ofNullable(brokers.getOrDefault(brokerName, Map.of()).get(TopicRoute.MASTER));
    }

    Optional<String> readAddress(String brokerName, long suggestedBrokerId) {
        Map<Long, String> addresses = brokers.getOrDefault(brokerName, Map.of());
        String address = addresses.get(suggestedBrokerId);
        if (address == null && suggestedBrokerId != TopicRoute.MASTER) {
            address = addresses.get(suggestedBrokerId + 1);
        }
        if (address == null) {
            address = addresses.get(TopicRoute.MASTER);
        }
        return Optional.ofNullable(address)
                .or(() -> addresses.values().stream().sorted().findFirst());
    }

    /** The master, or any replica while no master is known. */
    Optional<String> anyAddress(String brokerName) {
        return readAddress(brokerName, TopicRoute.MASTER);
    }

    Set<String> addresses() {
        Set<String> addresses = new LinkedHashSet<>();
        brokers.values().forEach(broker -> addresses.addAll(broker.values()));
        return addresses;
    }

    Set<String> masterAddresses() {
        Set<String> addresses = new LinkedHashSet<>();
        brokers.values().forEach(broker -> {
            String master = broker.get(TopicRoute.MASTER);
            if (master != null) {
                addresses.add(master);
            }
        });
        return addresses;
    }
}
