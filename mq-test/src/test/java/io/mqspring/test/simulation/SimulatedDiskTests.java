package io.mqspring.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.store.disk.DirectoryInUseException;
import io.mqspring.store.disk.DiskFile;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimulatedDiskTests {

    private final SimulatedDisk disk = new SimulatedDisk();

    @Test
    void keepsWhatIsForcedAndNamed() throws IOException {
        DiskFile file = disk.open("d/f", 8192);
        file.writeZeros(0, 4096);
        file.buffer().putInt(100, 42);
        file.force(0, 200);
        disk.sync("d");
        for (int seed = 0; seed < 20; seed++) {
            disk.crash(new SplittableRandom(seed));
            assertThat(disk.open("d/f", 8192).buffer().getInt(100)).isEqualTo(42);
        }
    }

    @Test
    void mayForgetWhatIsNotForcedSectorBySector() throws IOException {
        int kept = 0;
        int forgotten = 0;
        for (int seed = 0; seed < 50; seed++) {
            SimulatedDisk fresh = new SimulatedDisk();
            DiskFile file = fresh.open("f", 8192);
            file.writeZeros(0, 8192);
            fresh.sync("");
            for (int at = 0; at < 8192; at += 512) {
                file.buffer().putInt(at, 1);
            }
            fresh.crash(new SplittableRandom(seed));
            for (int at = 0; at < 8192; at += 512) {
                int value = fresh.open("f", 8192).buffer().getInt(at);
                kept += value;
                forgotten += 1 - value;
            }
        }
        assertThat(kept).isPositive();
        assertThat(forgotten).isPositive();
    }

    @Test
    void mayForgetANameThatIsNotSynced() throws IOException {
        int gone = 0;
        for (int seed = 0; seed < 50; seed++) {
            SimulatedDisk fresh = new SimulatedDisk();
            fresh.open("f", 512);
            fresh.crash(new SplittableRandom(seed));
            gone += fresh.paths().isEmpty() ? 1 : 0;
        }
        assertThat(gone).isBetween(1, 49);
    }

    @Test
    void pagesOfAFailedForceLookCleanUntilWrittenAnew() throws IOException {
        DiskFile file = disk.open("f", 4096);
        file.writeZeros(0, 4096);
        disk.sync("");
        file.buffer().putInt(0, 7);
        disk.failForces(true);
        assertThatThrownBy(() -> file.force(0, 512)).isInstanceOf(IOException.class);
        disk.failForces(false);
        file.force(0, 512);
        SimulatedDisk lost = crashed();
        assertThat(lost.open("f", 4096).buffer().getInt(0)).isZero();
    }

    @Test
    void aFullDiskRefusesToSecureSpace() throws IOException {
        disk.setFreeBytes(4096);
        DiskFile file = disk.open("f", 16384);
        file.writeZeros(0, 4096);
        assertThatThrownBy(() -> file.writeZeros(4096, 8192)).hasMessageContaining("no space");
        disk.delete("f");
        disk.open("g", 4096).writeZeros(0, 4096);
    }

    @Test
    void aMappedWriteWithoutSpaceIsFound() throws IOException {
        DiskFile file = disk.open("f", 16384);
        file.buffer().putInt(5000, 1);
        assertThatThrownBy(() -> file.force(4096, 8192)).hasMessageContaining("no space was secured");
    }

    @Test
    void replacesWholeFilesAndKeepsABackup() throws IOException {
        disk.replace("config/a", new byte[] {1}, true);
        disk.replace("config/a", new byte[] {2}, true);
        disk.crash(new SplittableRandom(1));
        assertThat(disk.content("config/a")).containsExactly(2);
        assertThat(disk.content("config/a.bak")).containsExactly(1);
    }

    @Test
    void isForOneAtATime() {
        disk.acquire();
        assertThatThrownBy(disk::acquire).isInstanceOf(DirectoryInUseException.class);
        disk.close();
        disk.acquire();
    }

    @Test
    void thePowerGoesWhenItIsTold() throws IOException {
        disk.losePowerAfter(1);
        disk.open("f", 512);
        assertThatThrownBy(() -> disk.sync("")).isInstanceOf(PowerLoss.class);
    }

    private SimulatedDisk crashed() {
        disk.crash(new SplittableRandom(3));
        return disk;
    }
}
