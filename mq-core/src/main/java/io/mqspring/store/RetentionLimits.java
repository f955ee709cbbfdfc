package io.mqspring.store;

import java.time.Duration;

/**
 * When segments of the log are let go, oldest first: as soon as one of the limits says so. The segment that is written to
 * always stays, and so does what still waits to be delivered (see {@link WaitingRecords}).
 *
 * @param age how long records are kept; zero keeps them for ever
 * @param bytes of the log; zero sets no limit
 * @param diskUsed share of the disk that may be in use, by whatever, from 0 to 1; 1 sets no limit
 */
public record RetentionLimits(Duration age, long bytes, double diskUsed) {

    public RetentionLimits {
        if (age.isNegative() || bytes < 0 || !(diskUsed > 0 && diskUsed <= 1)) {
            throw new IllegalArgumentException(
                    "retention cannot be negative, and the share of the disk is above 0 and at most 1, not " + age
                            + ", " + bytes + " bytes, " + diskUsed);
        }
    }

    /** By age alone. */
    public static RetentionLimits ofAge(Duration age) {
        return new RetentionLimits(age, 0, 1);
    }
}
