package io.mqspring.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.runtime.SerialExecutor;
import io.mqspring.scripted.ManualBackend;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
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
