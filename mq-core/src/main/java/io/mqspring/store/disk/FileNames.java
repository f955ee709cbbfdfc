package io.mqspring.store.disk;

/** Names of segment-like files: the position of their first byte in 20 decimal digits. Stateless. */
public final class FileNames {

    private static final int DIGITS = 20;

    private FileNames() {}

    public static String of(long position) {
        String digits = Long.toString(position);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** The position in a name, or -1 if it is no such name. */
    public static long position(String name) {
        if (name.length() != DIGITS) {
            return -1;
        }
        for (int i = 0; i < DIGITS; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return -1;
            }
        }
        try {
            return Long.parseLong(name);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
