package io.mqspring.broker.group;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The settings of all groups; a group gets defaults when it first appears. Thread safe. */
public final class GroupConfigs {

    private final Map<String, GroupConfig> configs = new ConcurrentHashMap<>();
    private final int limit;
    private final Runnable onChange;

    /**
     * @param limit beyond which no other group may appear by itself
     * @param onChange told after each change, on the changing thread
     */
    public GroupConfigs(int limit, Runnable onChange) {
        this.limit = limit;
        this.onChange = onChange;
    }

    /**
     * The group's settings, made with defaults if it is new.
     *
     * @throws CommandFailedException if it is new and there are too many
     */
    public GroupConfig findOrCreate(String group) {
        GroupConfig existing = configs.get(group);
        if (existing != null) {
            return existing;
        }
        if (configs.size() >= limit) {
            throw new CommandFailedException(
                    ResponseCode.NO_PERMISSION,
                    "group '" + group + "' is new, and there are too many groups: create it, remove some, or set"
                            + " mq.embedded.max-groups higher");
        }
        GroupConfig created = GroupConfig.defaults(group);
        GroupConfig raced = configs.putIfAbsent(group, created);
        if (raced != null) {
            return raced;
        }
        onChange.run();
        return created;
    }

    /** The group's settings, if it has any. */
    public Optional<GroupConfig> find(String group) {
        return Optional.ofNullable(configs.get(group));
    }

    /** Creates a group or replaces its settings. */
    public void put(GroupConfig config) {
        configs.put(config.name(), config);
        onChange.run();
    }

    /** Removes a group's settings; whether it had any. */
    public boolean remove(String group) {
        boolean removed = configs.remove(group) != null;
        if (removed) {
            onChange.run();
        }
        return removed;
    }

    /** All groups, in no order. */
    public Collection<GroupConfig> all() {
        return List.copyOf(configs.values());
    }

    /** Takes over groups read from a file. */
    public void restore(Collection<GroupConfig> saved) {
        saved.forEach(config -> configs.put(config.name(), config));
    }
}
