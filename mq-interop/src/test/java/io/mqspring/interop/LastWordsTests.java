package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class LastWordsTests {

    @TempDir
    private Path root;

    @Test
    void aFailureCarriesTheEndsOfWhatProcessesWroteLately() throws IOException {
        Files.createDirectories(root.resolve("admin-1/data"));
        Files.write(
                root.resolve("admin-1/ours.out"),
                IntStream.range(0, 100).mapToObj(i -> "line " + i + ".").toList());
        Files.writeString(root.resolve("admin-1/old.log"), "of another row");
        Files.setLastModifiedTime(
                root.resolve("admin-1/old.log"), FileTime.from(Instant.now().minusSeconds(600)));
        Files.writeString(root.resolve("admin-1/data/00000000000000000000"), "messages");

        Throwable failure = LastWords.withLastWords(new AssertionError("no answer"), root);

        assertThat(failure).hasMessage("no answer");
        assertThat(failure.getSuppressed()).singleElement().satisfies(note -> assertThat(note.toString())
                .startsWith("admin-1/ours.out ends with:")
                .contains("line 70.", "line 99.")
                .doesNotContain("line 69."));
    }

    @Test
    void whatDidNotFailIsLeftAlone() throws IOException {
        Files.writeString(root.resolve("client.err"), "something");

        Throwable skipped = LastWords.withLastWords(new TestAbortedException("not here"), root);

        assertThat(skipped.getSuppressed()).isEmpty();
        assertThat(LastWords.withLastWords(new AssertionError("x"), root.resolve("none"))
                        .getSuppressed())
                .isEmpty();
    }
}
