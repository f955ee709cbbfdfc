package io.mqspring.samples.delivery;

import io.mqspring.spring.annotation.MqListener;
import io.mqspring.spring.listener.MqBatchFailedException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

record Reading(String sensor, int value) {}

@Component
class Archive {

    private final Set<Reading> archived = new HashSet<>();
    private boolean failed;

    @MqListener(topics = "readings", group = "archive", batchSize = "100", linger = "200ms", retryDelays = "100ms")
    void archive(List<Reading> readings) {
        for (int i = 0; i < readings.size(); i++) {
            if (!store(readings.get(i))) {
                throw new MqBatchFailedException("no room", i); // those before are done, the others come again
            }
        }
    }

    /** The first time that it is asked for sensor 5, there is no room. */
    private synchronized boolean store(Reading reading) {
        if (reading.sensor().equals("s-5") && !failed) {
            failed = true;
            return false;
        }
        archived.add(reading);
        return true;
    }

    synchronized int size() {
        return archived.size();
    }

    synchronized boolean hasFailed() {
        return failed;
    }
}
