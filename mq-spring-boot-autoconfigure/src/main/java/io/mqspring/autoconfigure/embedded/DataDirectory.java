package io.mqspring.autoconfigure.embedded;

import io.mqspring.autoconfigure.MqProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.FileSystemUtils;

/** The embedded broker's data directory. A temporary one is deleted when the context closes, after the broker. */
final class DataDirectory implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);

    private final Path path;
    private final boolean temporary;

    private DataDirectory(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    static DataDirectory of(MqProperties.Embedded embedded) {
        String configured = embedded.dataDir();
        if (configured != null && !configured.isBlank()) {
            return new DataDirectory(parse(configured), false);
        }
        return embedded.temporary()
                ? new DataDirectory(createTemporary(), true)
                : new DataDirectory(Path.of(MqProperties.Embedded.DEFAULT_DATA_DIR), false);
    }

    Path path() {
        return path;
    }

    @Override
    public void destroy() {
        if (temporary) {
            try {
                FileSystemUtils.deleteRecursively(path);
            } catch (IOException e) {
                log.warn("The temporary data directory {} could not be deleted", path, e);
            }
        }
    }

    private static Path parse(String configured) {
        try {
            return Path.of(configured);
        } catch (InvalidPathException e) {
            throw new InvalidConfigurationPropertyValueException(
                    "mq.embedded.data-dir", configured, "It is no path: " + e.getReason());
        }
    }

    private static Path createTemporary() {
        try {
            return Files.createTempDirectory("mq-test-data");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary data directory can be made", e);
        }
    }
}
