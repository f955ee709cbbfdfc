package io.mqspring.filter;

/**
 * A choice of a topic's messages, made by the broker: by tags, or by properties with SQL92. A wrong expression is an error when
 * it is made, which says where it is wrong. Immutable and thread safe.
 */
public sealed interface MessageFilter permits TagExpression, SqlExpression {

    /** All messages. */
    static MessageFilter all() {
        return TagExpression.ALL;
    }

    /**
     * By tags.
     *
     * @param expression {@code a || b}; {@code *} for all
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static MessageFilter tags(String expression) {
        return TagExpression.parse(expression);
    }

    /**
     * By properties.
     *
     * @param expression such as {@code amount > 10 AND region = 'EU'}; see {@link SqlExpression}
     * @throws IllegalArgumentException saying at which character it is wrong, what was found there and what was expected
     */
    static MessageFilter sql(String expression) {
        return SqlExpression.parse(expression);
    }

    /** The kind of expression, by its name on the wire: {@code TAG} or {@code SQL92}. */
    String type();

    /** The expression as written. */
    @Override
    String toString();
}
