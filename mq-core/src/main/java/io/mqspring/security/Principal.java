package io.mqspring.security;

import io.mqspring.message.TopicNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** On whose behalf a request comes, and what that allows. Immutable. */
public final class Principal {

    /** A client of the same JVM, or anyone where no users are set: allowed everything. */
    public static final Principal TRUSTED = new Principal(null, "");

    private final @Nullable BrokerUser user;
    private final String name;

    private Principal(@Nullable BrokerUser user, String name) {
        this.user = user;
        this.name = name;
    }

    static Principal of(BrokerUser user) {
        return new Principal(user, user.name());
    }

    /** Somebody who has not said who they are: allowed nothing. */
    public static Principal anonymous() {
        return new Principal(new BrokerUser("?", "?", "?", false, List.of(), List.of(), List.of(), List.of()), "?");
    }

    /** The user's name; empty for the trusted. */
    public String name() {
        return name;
    }

    public boolean isAdmin() {
        return user == null || user.admin();
    }

    /** Whether it may send to a topic. To a group's retry topic the group's members may send. */
    public boolean mayPublish(String topic) {
        if (user == null || user.admin()) {
            return true;
        }
        String group = groupOf(topic);
        return group == null ? allows(user, user.publish(), topic) : mayUseGroup(group);
    }

    /** Whether it may read a topic. A group's retry and dead-letter topics may be read by its members. */
    public boolean maySubscribe(String topic) {
        if (user == null || user.admin()) {
            return true;
        }
        String group = groupOf(topic);
        return group == null ? allows(user, user.subscribe(), topic) : mayUseGroup(group);
    }

    /** Whether it may be a member of a consumer group, and move its offsets. */
    public boolean mayUseGroup(String group) {
        return user == null || user.admin() || allows(user, user.groups(), group);
    }

    @Override
    public String toString() {
        return user == null ? "trusted" : "user '" + name + "'";
    }

    private static boolean allows(BrokerUser user, List<String> allowed, String wanted) {
        return matches(allowed, wanted) && !matches(user.deny(), wanted);
    }

    private static @Nullable String groupOf(String topic) {
        if (TopicNames.isRetryTopic(topic)) {
            return topic.substring(TopicNames.RETRY_PREFIX.length());
        }
        return TopicNames.isDeadLetterTopic(topic) ? topic.substring(TopicNames.DEAD_LETTER_PREFIX.length()) : null;
    }

    private static boolean matches(List<String> patterns, String wanted) {
        for (String pattern : patterns) {
            boolean open = pattern.endsWith("*");
            if (open ? wanted.startsWith(pattern.substring(0, pattern.length() - 1)) : wanted.equals(pattern)) {
                return true;
            }
        }
        return false;
    }
}
