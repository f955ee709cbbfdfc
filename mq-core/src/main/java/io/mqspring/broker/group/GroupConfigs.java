package io.mqspring.broker.group;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The settings of all groups; a group gets defaults when it first appears. Thread safe. */
public final class GroupConfigs {

    private final Map<String, GroupConfig> configs = new ConcurrentHashMap<>();
    private final Runnable onChange;

    /**
     * @param onChange told after each change, on the changing thread
     */
    public GroupConfigs(Runnable onChange) {
        this.onChange = onChange;
    }

    /** The group's settings, made with defaults if it is new. */
    public GroupConfig findOrCreate(String group) {
        GroupConfig existing = configs.get(group);
        if (existing != null) {
            return existing;
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
