package io.mqspring.broker;

import java.util.Locale;

/** Writes numbers of bytes for people. Stateless. */
final class ByteCount {

    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};

    private ByteCount() {}

    static String of(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
