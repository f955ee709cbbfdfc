package io.mqspring.store.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.scripted.LogLines;
import io.mqspring.store.disk.MappedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDirectoryIT {

    record Offsets(Map<String, Map<Integer, Long>> offsetTable) {}

    private static final Offsets FIRST = new Offsets(Map.of("T@g", new TreeMap<>(Map.of(0, 5L, 1, 6L))));
    private static final Offsets SECOND = new Offsets(Map.of("T@g", new TreeMap<>(Map.of(0, 7L))));

    @TempDir
    Path directory;

    private ConfigDirectory config;
    private final LogLines log = LogLines.warningsOf(ConfigDirectory.class);

    @BeforeEach
    void open() {
        config = new ConfigDirectory(MappedDisk.at(directory, "test"));
    }

    @AfterEach
    void detach() {
        log.close();
    }

    @Test
    void givesBackWhatWasSaved() {
        assertThat(config.load("offsets.json", Offsets.class)).isEmpty();
        config.save("offsets.json", FIRST);
        assertThat(config.load("offsets.json", Offsets.class)).contains(FIRST);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void keepsTheLastContentAsBackup() {
        config.save("offsets.json", FIRST);
        config.save("offsets.json", SECOND);
        assertThat(config.load("offsets.json", Offsets.class)).contains(SECOND);
        assertThat(config.load("offsets.json.bak", Offsets.class)).contains(FIRST);
    }

    @Test
    void readsIntegerKeysWithoutQuotesAndUnknownNames() throws IOException {
        write("offsets.json", "{\"dataVersion\":{\"counter\":1},\"offsetTable\":{\"T@g\":{0:5,1:6}}}");
        assertThat(config.load("offsets.json", Offsets.class)).contains(FIRST);
    }

    @Test
    void aBrokenFileIsNamedAndItsBackupUsed() throws IOException {
        config.save("offsets.json", FIRST);
        config.save("offsets.json", SECOND);
        for (String broken : new String[] {"{\"offsetTable\":{\"T@g\"", "", "   ", "\u0000\u0000"}) {
            log.clear();
            write("offsets.json", broken);
            assertThat(config.load("offsets.json", Offsets.class)).contains(FIRST);
            assertThat(log.lines()).singleElement().satisfies(line -> assertThat(line)
                    .contains("offsets.json is ")
                    .contains("offsets.json.bak"));
        }
    }

    @Test
    void aMissingFileIsReadFromItsBackup() throws IOException {
        config.save("offsets.json", FIRST);
        config.save("offsets.json", SECOND);
        Files.delete(directory.resolve("config/offsets.json"));
        assertThat(config.load("offsets.json", Offsets.class)).contains(FIRST);
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void aBrokenFileDoesNotReplaceTheGoodBackup() throws IOException {
        config.save("offsets.json", FIRST);
        config.save("offsets.json", SECOND);
        write("offsets.json", "{");
        config.save("offsets.json", SECOND);
        assertThat(config.load("offsets.json.bak", Offsets.class)).contains(FIRST);
    }

    @Test
    void whenBothAreBrokenTheErrorNamesTheFileAndWhatToDo() throws IOException {
        write("offsets.json", "{");
        write("offsets.json.bak", "");
        assertThatThrownBy(() -> config.load("offsets.json", Offsets.class))
                .isInstanceOf(UnreadableConfigException.class)
                .hasMessageContaining(directory + "/config/offsets.json")
                .hasMessageContaining("Repair one of them");
    }

    private void write(String name, String content) throws IOException {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve("config").resolve(name), content);
    }
}
