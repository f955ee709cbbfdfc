package io.mqspring.broker.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.test.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The official progress file, and how it tells who wrote it. */
class TimerCheckTests {

    private final SimulatedDisk disk = new SimulatedDisk();

    @Test
    void isReadAsItWasWritten() throws IOException {
        assertThat(TimerCheck.read(disk)).isEmpty();
        TimerCheck.write(disk, 1L << 33);
        assertThat(TimerCheck.read(disk)).contains(new TimerCheck(0, 1L << 33, true));
        assertThat(disk.content(TimerCheck.PATH)).hasSize(4096);
    }

    @Test
    void anyChangeOfAnOfficialBrokerBreaksTheSeal() throws IOException {
        for (int at = 0; at < 56; at++) {
            TimerCheck.write(disk, 5);
            disk.flipBit(TimerCheck.PATH, at, 0);
            assertThat(TimerCheck.read(disk)).as("byte " + at).hasValueSatisfying(check -> assertThat(check.ours())
                    .isFalse());
        }
    }

    @Test
    void anOfficialBrokersFileIsRead() throws IOException {
        ByteBuffer official = ByteBuffer.allocate(4096);
        official.putLong(0, 1000).putLong(16, 8).putLong(24, 7);
        disk.replace(TimerCheck.PATH, official.array(), false);
        assertThat(TimerCheck.read(disk)).contains(new TimerCheck(1000, 7, false));
        disk.replace(TimerCheck.PATH, new byte[10], false);
        assertThat(TimerCheck.read(disk)).as("cut").isEmpty();
    }
}
