package io.mqspring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ManualBackend;
import io.mqspring.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConfigFileTests {

    private final ManualBackend backend = new ManualBackend();
    private final SerialExecutor executor = backend.thread("broker");
    private final MemoryDisk disk = new MemoryDisk();
    private int value;
    private final ConfigFile file =
            new ConfigFiles(disk, executor, backend.time()).file("topics.json", () -> Map.of("value", value));

    @Test
    void writesWhatChangesShortlyAfterAWriteTogether() {
        change(1);
        backend.settle();
        assertThat(written()).contains("1");

        change(2);
        change(3);
        backend.settle();
        assertThat(written()).contains("1");
        backend.advance(Duration.ofMillis(500));
        assertThat(written()).contains("3");
    }

    @Test
    void writesAtTheEndWhatWaitsAndNothingAfterIt() {
        change(1);
        backend.settle();
        change(2);

        file.close();
        assertThat(written()).contains("2");

        change(3);
        file.saveNow();
        backend.advance(Duration.ofSeconds(10));
        assertThat(written()).as("the directory is given back").contains("2");
    }

    @Test
    void triesAgainWhenItCannotWrite() {
        disk.full(true);
        change(1);
        backend.settle();
        assertThat(disk.files()).isEmpty();

        disk.full(false);
        backend.advance(Duration.ofSeconds(5));
        assertThat(written()).contains("1");
    }

    @Test
    void tellsWhoWaitsWhetherItIsOnDiskAndWritesOnceForAll() {
        value = 1;
        CompletableFuture<Void> one = file.written();
        value = 2;
        CompletableFuture<Void> other = file.written();
        backend.settle();
        assertThat(one).isCompleted();
        assertThat(other).isCompleted();
        assertThat(disk.replaced()).isEqualTo(1);
        assertThat(written()).contains("2");

        disk.full(true);
        value = 3;
        CompletableFuture<Void> refused = file.written();
        CompletableFuture<Void> alsoRefused = file.written();
        backend.settle();
        assertThat(refused).isCompletedExceptionally();
        assertThat(alsoRefused).isCompletedExceptionally();
        assertThat(file.saved())
                .as("who does not care is told when it was tried")
                .isNotCompletedExceptionally();

        disk.full(false);
        backend.advance(Duration.ofSeconds(5));
        assertThat(written()).as("it is tried again all the same").contains("3");
    }

    @Test
    void aFileWithoutABackupIsTheLastOneOrNone() {
        ConfigFile single = new ConfigFiles(disk, executor, backend.time())
                .fileWithoutBackup("queueLocks.json", () -> Map.of("value", value));
        value = 1;
        single.saveNow();
        value = 2;
        single.saveNow();
        assertThat(disk.files().keySet()).containsExactly("config/queueLocks.json");
        assertThat(single.load().orElseThrow()).containsEntry("value", 2);

        disk.files().put("config/queueLocks.json", "{ \"val".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(single::load)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("queueLocks.json is broken");
        assertThat(disk.files()).containsKey("config/queueLocks.json.damaged");
    }

    private void change(int to) {
        value = to;
        file.saveSoon();
    }

    private String written() {
        return new String(disk.files().getOrDefault("config/topics.json", new byte[0]), StandardCharsets.UTF_8)
                .replaceAll("\\s", "")
                .replaceAll(".*\"value\":(\\d+).*", "$1");
    }
}
