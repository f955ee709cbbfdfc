package io.mqspring.store.config;

import io.mqspring.store.disk.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.TypeFactory;

/**
 * The JSON files below {@code config/} of a data directory. A file is replaced whole, its last content kept as {@code .bak}.
 * Reading is lenient: integer keys need no quotes, unknown names are passed over, and a missing, empty, broken or altered
 * file is read from its backup; what was found instead is kept as {@code .damaged}. A file that says how something is now, for
 * which an older version would be a lie, has no backup. One file belongs to one caller at a time.
 */
public final class ConfigDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigDirectory.class);
    private static final String DIRECTORY = "config/";
    private static final String BACKUP = ".bak";
    private static final String DAMAGED = ".damaged";

    private static final String ALTERED = "altered (it does not match its checksum; who edits it removes that member)";

    private final Disk disk;
    private final JsonMapper mapper = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    public ConfigDirectory(Disk disk) {
        this.disk = disk;
    }

    /**
     * Reads a file.
     *
     * @param name file name, such as {@code topics.json}
     * @param type what it holds
     * @return what it or its backup holds; empty if neither exists
     * @throws UnreadableConfigException if there is a file, but neither it nor its backup can be read
     */
    public <T> Optional<T> load(String name, Class<T> type) {
        return load(name, mapper.constructType(type));
    }

    /** As {@link #load(String, Class)}, for types with parameters, which {@link #types} makes. */
    public <T> Optional<T> load(String name, JavaType type) {
        Read<T> main = read(name, type);
        if (main.value != null) {
            return Optional.of(main.value);
        }
        Read<T> backup = read(name + BACKUP, type);
        if (backup.value != null) {
            if (main.exists) {
                keepDamaged(name);
                LOG.warn(
                        "{} is {}: read from its backup {}{} instead, and kept as {}{}",
                        path(name),
                        main.reason,
                        name,
                        BACKUP,
                        name,
                        DAMAGED);
            } else {
                LOG.warn("{} is missing: read from its backup {}{} instead", path(name), name, BACKUP);
            }
            return Optional.of(backup.value);
        }
        if (main.exists || backup.exists) {
            throw new UnreadableConfigException(path(name), main.exists ? main.reason : "missing", backup.reason);
        }
        return Optional.empty();
    }

    /**
     * Reads a file that has no backup.
     *
     * @return what it holds; empty if it does not exist
     * @throws UnreadableConfigException if it cannot be read; what was found is kept as {@code .damaged}
     */
    public <T> Optional<T> loadOnly(String name, Class<T> type) {
        Read<T> read = read(name, mapper.constructType(type));
        if (read.value == null && read.exists) {
            keepDamaged(name);
            throw new UnreadableConfigException(path(name), read.reason);
        }
        return Optional.ofNullable(read.value);
    }

    /** Makes types for {@link #load(String, JavaType)}. */
    public TypeFactory types() {
        return mapper.getTypeFactory();
    }

    /**
     * Replaces a file; what it held becomes its backup.
     *
     * @throws UncheckedIOException naming the file
     */
    public void save(String name, Object value) {
        replace(name, value, isReadable(name));
    }

    /**
     * Replaces a file that has no backup.
     *
     * @throws UncheckedIOException naming the file
     */
    public void saveOnly(String name, Object value) {
        replace(name, value, false);
    }

    private void replace(String name, Object value, boolean backup) {
        byte[] content =
                ConfigChecksum.seal(mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(value));
        try {
            disk.replace(DIRECTORY + name, content, backup);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path(name), e);
        }
    }

    /** The next save replaces it, and somebody may want to see what it was. */
    private void keepDamaged(String name) {
        try {
            disk.replace(DIRECTORY + name + DAMAGED, disk.read(DIRECTORY + name).orElse(new byte[0]), false);
        } catch (IOException e) {
            LOG.warn("{} cannot be kept as {}{}", path(name), name, DAMAGED, e);
        }
    }

    /** A broken file must not replace the good backup of an earlier one. */
    private boolean isReadable(String name) {
        try {
            Optional<byte[]> present = disk.read(DIRECTORY + name);
            return present.isPresent()
                    && switch (ConfigChecksum.check(present.get())) {
                        case WHOLE -> true;
                        case UNSEALED -> !isBlank(present.get()) && mapper.readTree(present.get()) != null;
                        case ALTERED -> false;
                    };
        } catch (IOException | JacksonException e) {
            return false;
        }
    }

    private <T> Read<T> read(String name, JavaType type) {
        try {
            Optional<byte[]> content = disk.read(DIRECTORY + name);
            if (content.isEmpty()) {
                return new Read<>(false, null, "missing");
            }
            if (isBlank(content.get())) {
                return new Read<>(true, null, "empty");
            }
            T value = mapper.readValue(content.get(), type);
            if (ConfigChecksum.check(content.get()) == ConfigChecksum.Finding.ALTERED) {
                return new Read<>(true, null, ALTERED);
            }
            return new Read<>(true, value, "null");
        } catch (IOException e) {
            return new Read<>(true, null, "unreadable (" + e.getMessage() + ")");
        } catch (JacksonException e) {
            return new Read<>(true, null, "broken (" + e.getOriginalMessage() + ")");
        }
    }

    private String path(String name) {
        return disk.describe() + "/" + DIRECTORY + name;
    }

    private static boolean isBlank(byte[] content) {
        for (byte b : content) {
            if (b > ' ' || b < 0) {
                return false;
            }
        }
        return true;
    }

    private record Read<T>(boolean exists, @Nullable T value, String reason) {}
}
