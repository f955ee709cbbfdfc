package io.mqspring.samples.quickstart;

import static java.util.function.Predicate.not;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps the documentation true: what it shows as Java or YAML is part of a source that the build compiles and tests, and
 * what it links to exists.
 */
class DocumentationTests {

    private static final Path ROOT = projectRoot();
    private static final Pattern FENCED = Pattern.compile("(?ms)^[ ]*```(java|ya?ml)[^\\n]*\\n(.*?)^[ ]*```[ ]*$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\((?!https?:|#)([^)#\\s]+)[^)]*\\)");

    @Test
    void everySnippetIsPartOfASource() {
        Collection<List<String>> sources = sources();

        snippets()
                .forEach((document, snippets) -> snippets.forEach(snippet -> assertThat(isIn(sources, snippet))
                        .as(
                                "%s shows this, but no source under src has these lines:%n%s",
                                document, String.join("\n", snippet))
                        .isTrue()));
    }

    @Test
    void noticesASnippetThatIsInNoSource() {
        List<String> snippet =
                snippetsOf("text\n\n```java\nthis.line(isIn, noSource);\n```\n").get(0);

        assertThat(isIn(sources(), snippet)).isFalse();
    }

    @Test
    void indentationAndBlankLinesDoNotCount() {
        assertThat(snippetsOf("```yaml\nmq:\n\n    name: a\n```\n  ```java\n  int x;\n  ```\n"))
                .containsExactly(List.of("mq:", "name: a"), List.of("int x;"));
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() {
        for (Path document : documents(path -> true)) {
            Matcher link = LINK.matcher(read(document));
            while (link.find()) {
                Path target = document.resolveSibling(link.group(1)).normalize();
                assertThat(target)
                        .as("%s links to %s", ROOT.relativize(document), link.group(1))
                        .exists();
            }
        }
    }

    private static boolean isIn(Collection<List<String>> sources, List<String> snippet) {
        return sources.stream().anyMatch(source -> Collections.indexOfSubList(source, snippet) >= 0);
    }

    /** The snippets of README.md and of everything in docs, by document. */
    private static Map<Path, List<List<String>>> snippets() {
        Path readme = ROOT.resolve("README.md");
        Path docs = ROOT.resolve("docs");
        return documents(path -> path.equals(readme) || path.startsWith(docs)).stream()
                .collect(toMap(ROOT::relativize, document -> snippetsOf(read(document))));
    }

    private static List<List<String>> snippetsOf(String markdown) {
        List<List<String>> found = new ArrayList<>();
        Matcher fenced = FENCED.matcher(markdown);
        while (fenced.find()) {
            found.add(significantLines(fenced.group(2)));
        }
        return found;
    }

    private static Collection<List<String>> sources() {
        Pattern source = Pattern.compile(".*/src/.*\\.(java|ya?ml)");
        return files(path -> source.matcher(path.toString()).matches()).stream()
                .map(path -> significantLines(read(path)))
                .toList();
    }

    private static List<Path> documents(Predicate<Path> wanted) {
        return files(wanted.and(path -> path.toString().endsWith(".md")));
    }

    private static List<Path> files(Predicate<Path> wanted) {
        try (Stream<Path> tree = Files.walk(ROOT)) {
            return tree.filter(Files::isRegularFile)
                    .filter(not(DocumentationTests::isBuiltOrHidden))
                    .filter(wanted)
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean isBuiltOrHidden(Path file) {
        for (Path part : ROOT.relativize(file)) {
            if (part.toString().equals("target") || part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static List<String> significantLines(String text) {
        return text.lines().map(String::strip).filter(not(String::isEmpty)).toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path projectRoot() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mq-core/pom.xml"))) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw new IllegalStateException("run this test from within the project");
            }
            directory = parent;
        }
        return directory;
    }
}
