package io.mqspring.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the documentation's tables against what there is: properties that can be set, tests that exist. */
class PromisesTests {

    private static final Path ROOT =
            Path.of("").toAbsolutePath().resolve("../..").normalize();

    @Test
    void everyPropertyInTheReadmeCanBeSet() throws IOException {
        Set<String> promised = matches("(?m)^\\| `(mq\\.[a-z.-]+)`", Files.readString(ROOT.resolve("README.md")));
        Set<String> known = new LinkedHashSet<>();
        for (URL metadata : Collections.list(
                getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream json = metadata.openStream()) {
                known.addAll(matches(
                        "\"name\":\\s*\"(mq\\.[a-z.-]+)\"", new String(json.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }

        assertThat(promised).isNotEmpty();
        assertThat(known).containsAll(promised);
    }

    @Test
    void everyPartOfTheFoundingDesignHasATest() throws IOException {
        Set<String> promised = matches("`(S\\d+_[a-z_]+)`", Files.readString(ROOT.resolve("docs/founding-design.md")));
        StringBuilder tests = new StringBuilder();
        try (Stream<Path> tree = Files.walk(ROOT)) {
            for (Path source : tree.filter(path -> path.toString().matches(".*/src/test/java/.*\\.java"))
                    .toList()) {
                tests.append(Files.readString(source));
            }
        }

        assertThat(promised).hasSize(10).allSatisfy(prefix -> assertThat(tests)
                .containsPattern("(@DisplayName\\(\"|void )" + prefix));
    }

    @Test
    void everyRowOfTheCompatibilityTableHasATest() throws IOException {
        Set<String> promised = matches("`(\\w+IT#\\w+)`", Files.readString(ROOT.resolve("docs/rocketmq.md")));
        Path tests = ROOT.resolve("mq-interop/src/test/java/io/mqspring/interop");

        assertThat(promised).hasSizeGreaterThan(50).allSatisfy(row -> {
            String[] test = row.split("#");
            assertThat(tests.resolve(test[0] + ".java"))
                    .content()
                    .containsPattern("(?s)@(Test|ParameterizedTest|EachRelease)\\b((?!\\n    }).)*\\n    void "
                            + test[1] + "\\(");
        });
    }

    private static Set<String> matches(String regex, String text) {
        Set<String> found = new LinkedHashSet<>();
        Matcher matcher = Pattern.compile(regex).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
