package io.mqspring.filter;

import org.jspecify.annotations.Nullable;

/**
 * A word of an expression.
 *
 * @param at index of its first character
 * @param text as written; of keywords in upper case
 * @param value of a literal
 */
record SqlToken(Kind kind, int at, String text, @Nullable Object value) {

    enum Kind {
        KEYWORD,
        NAME,
        TEXT,
        NUMBER,
        SYMBOL,
        END
    }

    /** Whether it is this keyword or symbol. */
    boolean is(String word) {
        return (kind == Kind.KEYWORD || kind == Kind.SYMBOL) && text.equals(word);
    }

    /** For people. */
    String shown() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
