package io.mqspring.protocol;

import java.util.List;
import java.util.Map;

/** All producers of a broker, by group. */
public record ProducersResponse(Map<String, List<Producer>> groups) implements Response {

    /**
     * One producer.
     *
     * @param address {@code host:port}
     * @param lastSeen wall clock of its last heartbeat, milliseconds
     */
    public record Producer(String clientId, String address, String language, int version, long lastSeen) {}
}
