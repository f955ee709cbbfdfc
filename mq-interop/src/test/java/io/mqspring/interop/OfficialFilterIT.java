package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.filter.SqlExpression;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random expressions, evaluated by the official broker's filter and by ours. */
@Tag("ci")
@ExtendWith(Tour.Shared.class)
class OfficialFilterIT {

    private static final int EXPRESSIONS = 5000;
    private static final int AT_ONCE = 500;
    private static final Map<String, String> PROPERTIES = Map.of(
            "s", "abc", "n", "5", "d", "2.5", "t", "true", "l", "5000000000", "neg", "-5", "sp", " 7 ", "f", "1e1");

    private final Tour tour;

    OfficialFilterIT(Tour tour) {
        this.tour = tour;
    }

    @ParameterizedTest(name = "SQL92 filter of official release {0}: chooses what ours does, by random expressions")
    @EnumSource
    void choosesTheSame(OfficialVersion version) {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        OfficialClient client = tour.client(version == OfficialVersion.V5_5 ? TourClient.V5_5 : TourClient.V4_9);
        // Release 4.9 does not look into texts.
        boolean searches = version == OfficialVersion.V5_5;
        List<String> expressions = new ArrayList<>();
        for (int i = 0; i < EXPRESSIONS; i++) {
            expressions.add(or(random, 3, searches));
        }
        List<String> theirs = new ArrayList<>();
        for (int from = 0; from < EXPRESSIONS; from += AT_ONCE) {
            theirs.addAll(ask(client, expressions.subList(from, from + AT_ONCE)));
        }
        List<String> different = new ArrayList<>();
        for (int i = 0; i < EXPRESSIONS; i++) {
            String ours = ours(expressions.get(i));
            if (!ours.equals(theirs.get(i))) {
                different.add(expressions.get(i) + " : ours " + ours + ", theirs " + theirs.get(i));
            }
        }
        assertThat(different).as("seed %s", seed).isEmpty();
        assertThat(theirs).contains("chosen", "not", "wrong");
    }

    private static List<String> ask(OfficialClient client, List<String> expressions) {
        List<String> words = new ArrayList<>(List.of(
                "filter",
                base64(PROPERTIES.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("\n")))));
        expressions.forEach(expression -> words.add(base64(expression)));
        return client.run(words.toArray(new String[0]));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String ours(String expression) {
        try {
            return SqlExpression.parse(expression).matches(PROPERTIES::get) ? "chosen" : "not";
        } catch (IllegalArgumentException e) {
            return "wrong";
        }
    }

    private static String or(Random random, int depth, boolean searches) {
        String text = and(random, depth, searches);
        while (random.nextInt(4) == 0) {
            text += (random.nextBoolean() ? " OR " : " or ") + and(random, depth, searches);
        }
        return text;
    }

    private static String and(Random random, int depth, boolean searches) {
        String text = equal(random, depth, searches);
        while (random.nextInt(4) == 0) {
            text += " AND " + equal(random, depth, searches);
        }
        return text;
    }

    private static String equal(Random random, int depth, boolean searches) {
        String text = compare(random, depth, searches);
        while (random.nextInt(3) == 0) {
            text += switch (random.nextInt(4)) {
                case 0 -> " = " + compare(random, depth, searches);
                case 1 -> " <> " + compare(random, depth, searches);
                case 2 -> " IS NULL";
                default -> " IS NOT NULL";
            };
        }
        return text;
    }

    private static String compare(Random random, int depth, boolean searches) {
        String text = unary(random, depth, searches);
        while (random.nextInt(3) == 0) {
            String not = random.nextInt(3) == 0 ? " NOT" : "";
            text += switch (random.nextInt(searches ? 6 : 5)) {
                case 0, 1 -> pick(random, " > ", " >= ", " < ", " <= ") + unary(random, depth, searches);
                case 2 -> not + " BETWEEN " + unary(random, depth, searches) + " AND " + unary(random, depth, searches);
                case 3, 4 -> not + " IN (" + pick(random, "'5'", "'abc', '5'", "'', 'true'") + ")";
                default ->
                    not
                            + pick(random, " CONTAINS ", " STARTSWITH ", " ENDSWITH ")
                            + pick(random, "'b'", "'5'", "''", "'a'");
            };
        }
        return text;
    }

    private static String unary(Random random, int depth, boolean searches) {
        return switch (random.nextInt(12)) {
            case 0 -> "-" + unary(random, depth, searches).replaceFirst("^-", "");
            case 1 -> "+" + unary(random, depth, searches);
            case 2 -> "NOT " + unary(random, depth, searches);
            case 3, 4 -> depth == 0 ? "n" : "(" + or(random, depth - 1, searches) + ")";
            default -> primary(random);
        };
    }

    private static String primary(Random random) {
        return random.nextInt(5) < 3
                ? pick(random, "s", "n", "d", "t", "l", "neg", "sp", "f", "x", "y")
                : pick(
                        random,
                        "5",
                        "5L",
                        "0",
                        "2.5",
                        "5.0",
                        "1e1",
                        "5000000000",
                        "'5'",
                        "'abc'",
                        "''",
                        "TRUE",
                        "FALSE",
                        "NULL");
    }

    private static String pick(Random random, String... options) {
        return options[random.nextInt(options.length)];
    }
}
