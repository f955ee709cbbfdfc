package io.mqspring.interop;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The releases of Apache RocketMQ that are tested with. Immutable. */
enum OfficialVersion {
    /** 5.5.0. */
    V5_5("5.5", "mq.interop.official", "official/target"),
    /** 4.9.7, the newest 4.9 whose broker is published. */
    V4_9("4.9", "mq.interop.official.4.9", "official-4.9/target");

    /** The only release that is to be tried; empty for all of them. */
    static final String CHOSEN = System.getProperty("mq.interop.release", "");

    private final String shown;
    private final Path target;

    OfficialVersion(String shown, String property, String otherwise) {
        this.shown = shown;
        this.target = Path.of(System.getProperty(property, otherwise));
    }

    /** Those that are to be tried, for classes that run once for each. */
    static Stream<OfficialVersion> chosen() {
        return Stream.of(values()).filter(version -> CHOSEN.isEmpty() || version.shown.equals(CHOSEN));
    }

    /** Its jars, and the command line of {@code OfficialTool} built with them. */
    String classPath() {
        Path library = target.resolve("lib");
        if (!Files.isDirectory(library)) {
            throw new IllegalStateException("there is no '" + library
                    + "' with the official jars: run this test with -Pci, as docs/testing.md says");
        }
        return target.resolve("classes") + File.pathSeparator + library + "/*";
    }

    /** As rows of the table name it. */
    @Override
    public String toString() {
        return shown;
    }
}
