package io.mqspring.admin;

/**
 * Names of Apache RocketMQ's releases by their version numbers: from 4.5.0 (313) on a minor release takes 20 numbers, a
 * patch release two. Stateless.
 */
public final class ReleaseNames {

    private static final int V4_5_0 = 313;
    private static final int NUMBERS_PER_MINOR = 20;

    private ReleaseNames() {}

    /** The release with a version number on the wire, such as 5.5.0. */
    public static String of(int version) {
        if (version < V4_5_0) {
            return version + " (before 4.5.0)";
        }
        int minors = (version - V4_5_0) / NUMBERS_PER_MINOR + 5;
        int patch = (version - V4_5_0) % NUMBERS_PER_MINOR / 2;
        int major = minors < 10 ? 4 : 5;
        return major + "." + (minors < 10 ? minors : minors - 10) + "." + patch;
    }
}
