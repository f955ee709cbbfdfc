package io.mqspring.interop;

import java.nio.file.Path;
import java.time.Duration;

/** The process of the broker that official clients tour: reachable by every address of the machine, quick to ask about transactions. */
final class TourBroker {

    private static final int SEGMENT = 64 * 1024 * 1024;

    private TourBroker() {}

    /** Arguments: data directory. Runs until it is ended from outside. */
    public static void main(String[] arguments) throws InterruptedException {
        OurBroker.serve(OurBroker.settings(Path.of(arguments[0]))
                .withBindAddress("0.0.0.0")
                .withSegmentSize(SEGMENT)
                .withTransactionChecks(Duration.ofSeconds(1), Duration.ofSeconds(1), 15));
    }
}
