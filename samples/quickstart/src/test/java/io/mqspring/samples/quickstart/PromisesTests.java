package io.mqspring.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds the documentation's tables against what there is: properties that can be set, tests that exist. */
class PromisesTests {

    private static final Path ROOT =
            Path.of("").toAbsolutePath().resolve("../..").normalize();

    @Test
    void everyPropertyInTheReadmeCanBeSet() throws IOException {
        Set<String> promised = matches("(?m)^\\| `(mq\\.[a-z.-]+)`", Files.readString(ROOT.resolve("README.md")));

        assertThat(promised).isNotEmpty();
        assertThat(propertiesAndDefaults()).containsKeys(promised.toArray(String[]::new));
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
            assertThat(tests.resolve(test[0] + ".java")).content().containsPattern(test(test[1]));
        });
    }

    @Test
    void everyRowOfTheDeliveryTablesNamesPropertiesTheirDefaultsAndTests() throws IOException {
        Map<String, String> known = propertiesAndDefaults();
        Map<String, String> tests = testSources();
        List<String[]> rows = rowsOfTables("| behaviour | setting | default | test |", "docs/delivery.md");

        assertThat(rows).hasSizeGreaterThan(40).allSatisfy(row -> {
            assertThat(row).as(String.join("|", row)).hasSize(4);
            Set<String> properties = matches("`(mq\\.[a-z.-]+)`", row[1]);
            assertThat(properties).allSatisfy(property -> assertThat(known).containsKey(property));
            Set<String> defaults = matches("`([^`]+)`", row[2]);
            if (properties.size() == 1 && defaults.size() == 1) {
                assertThat(defaults)
                        .as(row[1])
                        .containsExactly(known.get(properties.iterator().next()));
            }
            assertThat(matches("`(\\w+#\\w+)`", row[3])).as(row[0]).isNotEmpty().allSatisfy(test -> {
                String[] classAndMethod = test.split("#");
                assertThat(tests.getOrDefault(classAndMethod[0], "")).containsPattern(test(classAndMethod[1]));
            });
        });
    }

    /** The cells of each row below a header, wherever it stands. */
    private static List<String[]> rowsOfTables(String header, String document) throws IOException {
        List<String[]> rows = new ArrayList<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(ROOT.resolve(document))) {
            boolean row = line.startsWith("|");
            if (inTable && row && !line.startsWith("| ---")) {
                rows.add(line.substring(1, line.length() - 1).split("(?<!\\\\)\\|"));
            }
            inTable = line.equals(header) || inTable && row;
        }
        return rows;
    }

    /** All properties below mq; of those without a default, the empty text. */
    private Map<String, String> propertiesAndDefaults() throws IOException {
        Map<String, String> known = new HashMap<>();
        for (URL metadata : Collections.list(
                getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream json = metadata.openStream()) {
                List<Map<String, Object>> properties = JsonPath.parse(json).read("$.properties");
                for (Map<String, Object> property : properties) {
                    known.put((String) property.get("name"), text(property.get("defaultValue")));
                }
            }
        }
        return known;
    }

    /** Of a list, what one would write into a properties file. */
    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString().replaceAll("[\\[\\]]", "").replace(", ", ",");
    }

    /** The text of each class of tests, by the class's name. */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> tree = Files.walk(ROOT)) {
            for (Path source : tree.filter(path -> path.toString().matches(".*/src/test/java/.*\\.java"))
                    .toList()) {
                // Two modules may have a class of the same name.
                sources.merge(
                        source.getFileName().toString().replace(".java", ""), Files.readString(source), String::concat);
            }
        }
        return sources;
    }

    /** A method of that name which is a test. */
    private static String test(String method) {
        return "(?s)@(Test|ParameterizedTest|EachRelease)\\b((?!\\n    }).)*\\n    void " + method + "\\(";
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
