package io.mqspring.autoconfigure;

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

/** Where broadcasting listeners keep their offsets. A temporary one is deleted when the context closes, after the client. */
final class OffsetsDirectory implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(OffsetsDirectory.class);

    private final Path path;
    private final boolean temporary;

    private OffsetsDirectory(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    /**
     * @param embedded whether the broker is: offsets go where the messages are, since without these they mean nothing
     */
    static OffsetsDirectory of(MqProperties properties, boolean embedded) {
        String configured = properties.client().offsetsDir();
        if (configured != null && !configured.isBlank()) {
            return new OffsetsDirectory(parse("mq.client.offsets-dir", configured), false);
        }
        if (properties.embedded().temporary()) {
            return new OffsetsDirectory(createTemporary(), true);
        }
        if (!embedded) {
            return new OffsetsDirectory(Path.of("mq-offsets"), false);
        }
        String data = properties.embedded().dataDir();
        Path directory = data == null || data.isBlank()
                ? Path.of(MqProperties.Embedded.DEFAULT_DATA_DIR)
                : parse("mq.embedded.data-dir", data);
        return new OffsetsDirectory(directory.resolve("offsets"), false);
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
                log.warn("The temporary directory {} could not be deleted", path, e);
            }
        }
    }

    private static Path parse(String property, String configured) {
        try {
            return Path.of(configured);
        } catch (InvalidPathException e) {
            throw new InvalidConfigurationPropertyValueException(
                    property, configured, "It is no path: " + e.getReason());
        }
    }

    private static Path createTemporary() {
        try {
            return Files.createTempDirectory("mq-test-offsets");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory for offsets can be made", e);
        }
    }
}
