package io.mqspring.store.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import org.slf4j.LoggerFactory;

class ConfigDirectoryIT {

    record Offsets(Map<String, Map<Integer, Long>> offsetTable) {}

    private static final Offsets FIRST = new Offsets(Map.of("T@g", new TreeMap<>(Map.of(0, 5L, 1, 6L))));
    private static final Offsets SECOND = new Offsets(Map.of("T@g", new TreeMap<>(Map.of(0, 7L))));

    @TempDir
    Path directory;

    private ConfigDirectory config;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void open() {
        config = new ConfigDirectory(MappedDisk.at(directory, "test"));
        ((Logger) LoggerFactory.getLogger(ConfigDirectory.class)).setLevel(Level.WARN);
        log.start();
        ((Logger) LoggerFactory.getLogger(ConfigDirectory.class)).addAppender(log);
    }

    @AfterEach
    void detach() {
        ((Logger) LoggerFactory.getLogger(ConfigDirectory.class)).detachAppender(log);
    }

    @Test
    void givesBackWhatWasSaved() {
        assertThat(config.load("offsets.json", Offsets.class)).isEmpty();
        config.save("offsets.json", FIRST);
        assertThat(config.load("offsets.json", Offsets.class)).contains(FIRST);
        assertThat(log.list).isEmpty();
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
            log.list.clear();
            write("offsets.json", broken);
            assertThat(config.load("offsets.json", Offsets.class)).contains(FIRST);
            assertThat(log.list).singleElement().satisfies(event -> assertThat(event.getFormattedMessage())
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
        assertThat(log.list).hasSize(1);
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
