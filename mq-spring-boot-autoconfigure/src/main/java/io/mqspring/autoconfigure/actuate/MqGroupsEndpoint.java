package io.mqspring.autoconfigure.actuate;

import io.mqspring.admin.GroupDescription;
import io.mqspring.admin.MqAdmin;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Shows the consumer groups of the broker or cluster: {@code /actuator/mqgroups} and {@code /actuator/mqgroups/{group}}. What
 * is not known is left out. Read only; waits for the brokers' answers in its caller's thread.
 */
@Endpoint(id = "mqgroups")
public final class MqGroupsEndpoint {

    private final Supplier<MqAdmin> admin;
    private final Function<String, Map<String, Object>> retries;

    /**
     * @param retries more about a group's retries than the cluster tells; empty if there is nothing
     */
    MqGroupsEndpoint(Supplier<MqAdmin> admin, Function<String, Map<String, Object>> retries) {
        this.admin = admin;
        this.retries = retries;
    }

    /** All groups, sorted by name. */
    @ReadOperation
    public Map<String, List<Map<String, Object>>> groups() {
        return Map.of(
                "groups", admin.get().groups().stream().map(GroupJson::summary).toList());
    }

    /** All about one group; null when no broker knows it. */
    @ReadOperation
    public @Nullable Map<String, Object> group(@Selector String group) {
        return describe(group);
    }

    private @Nullable Map<String, Object> describe(String group) {
        GroupDescription description;
        try {
            description = admin.get().describe(group).orElse(null);
        } catch (IllegalArgumentException e) {
            // Not a name that a group can have: there is no such group.
            return null;
        }
        return description == null ? null : GroupJson.description(description, retries.apply(group));
    }
}
