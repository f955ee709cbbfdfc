package io.mqspring.client;

import java.nio.file.Path;

/**
 * Where a client keeps what is only its own: the offsets of broadcasting groups. Each instance has a directory below, named
 * after it and locked while it runs; nothing is made unless a group broadcasts. Instances of one name share the machine by
 * number, as in {@code shop}, {@code shop-2}: which of them is which after a restart depends on who starts first, unless each
 * has a name of its own.
 *
 * @param directory the one of all instances; made when it is needed
 * @param instance name of this instance, the same after each restart
 */
public record LocalState(Path directory, String instance) {

    private static final LocalState DEFAULTS = new LocalState(Path.of("mq-offsets"), "default");

    public LocalState {
        if (!instance.matches("[A-Za-z0-9._-]{1,100}") || instance.startsWith(".")) {
            throw new IllegalArgumentException(
                    "an instance has a name of letters, digits, '.', '_' and '-', as a directory has," + " but not '"
                            + instance + "'");
        }
    }

    /** {@code mq-offsets/default} in the working directory. */
    public static LocalState defaults() {
        return DEFAULTS;
    }
}
