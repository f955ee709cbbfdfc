package io.mqspring.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.HostAddress;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What official brokers choose was seen at one, expression by expression; {@code OfficialSqlIT} compares at random. */
class SqlExpressionTests {

    private static final Map<String, String> PROPERTIES = Map.of(
            "s", "abc", "n", "5", "d", "2.5", "t", "true", "l", "5000000000", "neg", "-5", "quote", "x'y", "ü", "ö");

    private static boolean matches(String expression) {
        return SqlExpression.parse(expression).matches(PROPERTIES::get);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n = 5",
                "n = 5L",
                "n = 5.0",
                "n = 5e0",
                "d = 2.5",
                "s = 'abc'",
                "'abc' = s",
                "n > d",
                "n >= 5",
                "n <= 5",
                "n<>6",
                "neg = -5",
                "neg > -6",
                "-(-5) = n",
                "n =+5",
                "n = - - 5",
                ".5e1 = n",
                "x IS NULL",
                "n IS NOT NULL",
                "NULL IS NULL",
                "x = y",
                "l = 5000000000",
                "l > 4999999999",
                "2147483648 > n",
                "n BETWEEN 1 AND 10",
                "n BETWEEN 1 AND 5000000000",
                "n BETWEEN d AND l",
                "n NOT BETWEEN 1 AND 4",
                "n NOT BETWEEN 10 AND 1",
                "5 BETWEEN 1 AND n",
                "n IN ('5','6')",
                "s NOT IN ('5')",
                "(n) IN ('5')",
                "s CONTAINS 'b'",
                "s STARTSWITH 'a'",
                "s ENDSWITH 'c'",
                "s NOT STARTSWITH 'z'",
                "'abc' contains 'b'",
                "s CONTAINS 'b' = TRUE",
                "t = TRUE",
                "s = FALSE",
                "5 <> TRUE",
                "(n = 5) = (s = 'abc')",
                "n > 3 = TRUE",
                "x IS NULL <> FALSE",
                "(x = 5) = (y = 5)",
                "n = 5 OR x",
                "x OR n = 5",
                "n = 5 OR s > 5",
                "TRUE OR s > 5",
                "NULL OR n = 5",
                "NOT n",
                "5 <> x",
                "(5 = x) = FALSE",
                "NOT (n = 6)",
                "n=5 and s='abc'",
                "quote = 'x''y'",
                "n = 5 -- and nothing more",
                "n /* five */ = 5",
                "n > 1 AND n < 10 OR x = 1",
                "n not in ('1','2') and x is null",
                "TrUe",
            })
    void chooses(String expression) {
        assertThat(matches(expression)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n = 6",
                "x = 5",
                "x <> 5",
                "NOT x = 5",
                "5 = x",
                "(5 = x) IS NULL",
                "NOT (x = 5)",
                "x <> y",
                "x > y",
                "n = 5 AND x",
                "n",
                "t",
                "x",
                "NULL",
                "FALSE",
                "-n = 5",
                "n > -n",
                "x IN ('5')",
                "x NOT IN ('5')",
                "x NOT CONTAINS 'b'",
                "s NOT CONTAINS ''",
                "s CONTAINS ''",
                "n BETWEEN 10 AND -1",
                "5000000000 = 5.0",
                "n > 5",
                "N = 5",
                "NOT NULL",
                "NOT TRUE",
                "n IN ('')",
            })
    void doesNotChoose(String expression) {
        assertThat(matches(expression)).isFalse();
    }

    /** A failure makes the whole not chosen, unless the rest was decided before it came to it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "s > 5",
                "d > 2",
                "s = 5",
                "5 = s",
                "n > s",
                "l = 5",
                "TRUE = t",
                "s > 5 OR n = 5",
                "x OR s > 5",
                "NOT (s > 5)",
                "(s > 5) IS NULL",
                "(s > 5) IS NOT NULL",
                "(s > 5) <> TRUE",
                "(s > 5 AND n = 6) IS NULL",
            })
    void aFailedConversionChoosesNothing(String expression) {
        assertThat(matches(expression)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "a =; 4; expected a property, a number, a text in quotes ('), TRUE, FALSE, NULL or '(', found the end",
                "a > 1 AND; 10; found the end",
                "AND a = 1; 1; found 'AND'",
                "a > '3'; 5; only numbers and properties have a size to compare, ''3'' has none",
                "a > TRUE; 5; only numbers",
                "a > NULL; 5; only numbers",
                "'a' < b; 1; only numbers",
                "(a = 1) > 3; 1; only numbers and properties",
                "NOT a > 4; 1; write NOT (a > 1)",
                "a = NULL; 5; write IS NULL",
                "NULL <> a; 1; write IS NULL",
                "TRUE = 5; 8; can be compared only with each other",
                "'a'; 1; a condition is expected here",
                "5; 1; a condition is expected here",
                "-a; 1; a condition is expected here",
                "a = 1 AND 'b'; 11; a condition is expected here",
                "a = 1 OR 5 OR b = 2; 10; a condition is expected here",
                "NOT 5; 5; a condition is expected here",
                "a != 5; 3; write '<>'",
                "a == 5; 3; write '='",
                "a = 5); 6; expected AND, OR, a comparison or the end, found ')'",
                "(a = 5; 7; expected ')', found the end",
                "a LIKE 'b'; 3; expected AND, OR, a comparison or the end, found 'LIKE'",
                "a + 1 = 6; 3; found '+'",
                "a IN (5); 7; expected a text in quotes (') for IN, found '5'",
                "a IN (); 7; expected a text in quotes",
                "a IN ('b',); 11; expected a text in quotes",
                "5 IN ('5'); 1; IN wants a property on its left",
                "a CONTAINS b; 12; expected a text in quotes (') for CONTAINS, found 'b'",
                "a NOT 5; 7; after NOT",
                "a BETWEEN 10 AND 1; 11; 10 is larger than 1",
                "a BETWEEN 1; 12; expected 'AND', found the end",
                "a IS 5; 6; expected 'NULL', found '5'",
                "a = 05; 5; must not begin with 0",
                "a = 0.0; 5; write 0 without a dot",
                "a = 1e400; 5; is larger than",
                "a = 99999999999999999999; 5; is larger than 9223372036854775807",
                "a = 5x; 6; a letter follows",
                "a = 'b; 5; has no closing quote",
                "a /* b = 5; 3; has no end (*/)",
                "ä = 5; 1; the character 'ä' has no meaning",
                "a.b = 5; 2; the character '.' has no meaning",
                "between = 5; 1; found 'BETWEEN'",
                "/**/; 5; expected a condition",
            })
    void saysWhatIsWrongAndWhere(String expression, int character, String message) {
        assertThatThrownBy(() -> SqlExpression.parse(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "SQL92 expression \"" + expression + "\" is wrong at character " + character + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void whatAStrangerWritesCostsLittle() {
        String deep = "(".repeat(50_000);
        assertThatThrownBy(() -> SqlExpression.parse(deep)).hasMessageContaining("nested more than");
        assertThatThrownBy(() -> SqlExpression.parse("NOT ".repeat(10_000) + "a"))
                .hasMessageContaining("nested more");
        assertThatThrownBy(() -> SqlExpression.parse("a = b" + " = b".repeat(10_000)))
                .hasMessageContaining("nested more");
        assertThatThrownBy(() -> SqlExpression.parse("a".repeat(70_000))).hasMessageContaining("the limit is");
        assertThat(matches("n = 1" + " OR n = 1".repeat(7000) + " OR n = 5")).isTrue();
        assertThat(matches("n = 5" + " AND n = 5".repeat(6000))).isTrue();
    }

    @Test
    void readsThePropertiesOfARecordFromItsBytes() {
        ByteBuffer record =
                record("first\u00011\u0002name\u0001Grüße\u0002n\u00015\u0002nn\u00017\u0002empty\u0001\u0002"
                        + "n\u00016\u0002\u0001x\u0002odd\u0002two\u0001a\u0001b\u0002last\u0001z");
        for (String chosen : new String[] {
            "first = 1",
            "name = 'Grüße'",
            "n = 6",
            "nn = 7",
            "empty IS NULL",
            "odd IS NULL",
            "last = 'z'",
            "x IS NULL",
            "two STARTSWITH 'a'",
            "nam IS NULL",
            "names IS NULL"
        }) {
            assertThat(SqlExpression.parse(chosen).matches(record, 3))
                    .as(chosen)
                    .isTrue();
        }
        assertThat(SqlExpression.parse("a IS NULL").matches(record(""), 3)).isTrue();
    }

    private static ByteBuffer record(String properties) {
        RecordContent content = RecordContent.of(
                "orders",
                1,
                0,
                0,
                7,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                0,
                ByteBuffer.allocate(10),
                properties.getBytes(StandardCharsets.UTF_8),
                0);
        ByteBuffer record = ByteBuffer.allocateDirect(3 + content.encodedSize());
        RecordFormat.encode(content, record, 3, 0, 0, 0);
        return record;
    }
}
