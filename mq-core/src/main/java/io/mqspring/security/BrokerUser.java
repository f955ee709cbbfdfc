package io.mqspring.security;

import java.util.ArrayList;
import java.util.List;

/**
 * A user of a broker: how its requests are known, and what it may do. What is not allowed is denied. Names may end with
 * {@code *} and then stand for all that begin so; {@code *} alone stands for all. Immutable; its text hides the secret.
 *
 * @param name what messages call it
 * @param accessKey what its requests name
 * @param secretKey what its requests are signed with
 * @param admin whether it may do everything
 * @param publish topics it may send to
 * @param subscribe topics it may read
 * @param groups consumer groups it may be a member of
 * @param deny topics and groups that it may not use, whatever the other lists say
 */
public record BrokerUser(
        String name,
        String accessKey,
        String secretKey,
        boolean admin,
        List<String> publish,
        List<String> subscribe,
        List<String> groups,
        List<String> deny) {

    public BrokerUser {
        if (name.isBlank() || accessKey.isBlank()) {
            throw new IllegalArgumentException("a user needs a name and an access key");
        }
        if (secretKey.isBlank()) {
            throw new IllegalArgumentException("user '" + name + "' has no secret key");
        }
        publish = checked(name, publish);
        subscribe = checked(name, subscribe);
        groups = checked(name, groups);
        deny = checked(name, deny);
    }

    /** A user who may do nothing yet, whose access key is its name. */
    public static BrokerUser of(String name, String secretKey) {
        return new BrokerUser(name, name, secretKey, false, List.of(), List.of(), List.of(), List.of());
    }

    /** May do everything. */
    public BrokerUser asAdmin() {
        return new BrokerUser(name, accessKey, secretKey, true, publish, subscribe, groups, deny);
    }

    /** May send to these topics too. */
    public BrokerUser publishing(String... topics) {
        return new BrokerUser(name, accessKey, secretKey, admin, and(publish, topics), subscribe, groups, deny);
    }

    /** May read these topics too; needs a group as well. */
    public BrokerUser subscribing(String... topics) {
        return new BrokerUser(name, accessKey, secretKey, admin, publish, and(subscribe, topics), groups, deny);
    }

    /** May be a member of these consumer groups too. */
    public BrokerUser inGroups(String... names) {
        return new BrokerUser(name, accessKey, secretKey, admin, publish, subscribe, and(groups, names), deny);
    }

    /** May not use these topics and groups. */
    public BrokerUser denying(String... names) {
        return new BrokerUser(name, accessKey, secretKey, admin, publish, subscribe, groups, and(deny, names));
    }

    @Override
    public String toString() {
        return "BrokerUser[" + name + (admin ? ", admin" : "") + ", publish=" + publish + ", subscribe=" + subscribe
                + ", groups=" + groups + ", deny=" + deny + "]";
    }

    private static List<String> and(List<String> before, String... more) {
        List<String> all = new ArrayList<>(before);
        all.addAll(List.of(more));
        return all;
    }

    private static List<String> checked(String user, List<String> names) {
        for (String each : names) {
            int star = each.indexOf('*');
            if (each.isBlank() || (star >= 0 && star < each.length() - 1)) {
                throw new IllegalArgumentException("user '" + user + "': '" + each
                        + "' is no name of a topic or group; a '*' may stand at its end");
            }
        }
        return List.copyOf(names);
    }
}
