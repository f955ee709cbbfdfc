package violations.broker.handler;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.function.LongSupplier;

/** Every way to a clock that is closed. */
class ReadsTheClock {
    long wallMillis() {
        return System.currentTimeMillis();
    }

    LongSupplier nanosByReference() {
        return System::nanoTime;
    }

    Instant instant() {
        return Instant.now();
    }

    Clock clock() {
        return Clock.systemUTC();
    }

    Date date() {
        return new Date();
    }

    Date dateOfANumber(long millis) {
        return new Date(millis);
    }
}
