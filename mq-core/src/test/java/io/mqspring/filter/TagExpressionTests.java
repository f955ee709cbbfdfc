package io.mqspring.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.message.RecordContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagExpressionTests {

    @ParameterizedTest
    @ValueSource(strings = {"*", "", "  ", " * "})
    void starAndNothingChooseEverything(String text) {
        TagExpression all = TagExpression.parse(text);
        assertThat(all.isAll()).isTrue();
        assertThat(all.matches(null)).isTrue();
        assertThat(all.matches("a")).isTrue();
        assertThat(all.matchesCode(0)).isTrue();
        assertThat(TagExpression.parse(null)).isEqualTo(all);
    }

    @Test
    void choosesTheTagsItNames() {
        TagExpression some = TagExpression.parse("paid ||refunded|| ");
        assertThat(some.tags()).containsExactly("paid", "refunded");
        assertThat(some.matches("paid")).isTrue();
        assertThat(some.matches("open")).isFalse();
        assertThat(some.matches(null)).isFalse();
        assertThat(some.matchesCode(RecordContent.tagsCode("refunded"))).isTrue();
        assertThat(some.matchesCode(RecordContent.tagsCode("open"))).isFalse();
        assertThat(some.matchesCode(0)).isFalse();
        assertThat(some).hasToString("paid ||refunded|| ");
    }

    @Test
    void aSharedHashMatchesTheCodeButNotTheTag() {
        // The two strings have the same hash.
        TagExpression some = TagExpression.parse("Aa");
        assertThat(some.matchesCode(RecordContent.tagsCode("BB"))).isTrue();
        assertThat(some.matches("BB")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"||", "a | b", "a && b", "* || a"})
    void saysWhatIsWrong(String text) {
        assertThatThrownBy(() -> TagExpression.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tag expression '" + text + "'")
                .hasMessageMatching("(?s).*(\\|\\||'\\*').*");
    }
}
