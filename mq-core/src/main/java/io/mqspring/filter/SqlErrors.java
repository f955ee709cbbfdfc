package io.mqspring.filter;

/** Says what is wrong with an expression, and where. Stateless. */
final class SqlErrors {

    private static final int SHOWN = 200;

    private SqlErrors() {}

    /**
     * @param at index of the character where it is wrong
     */
    static IllegalArgumentException at(String text, int at, String what) {
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return new IllegalArgumentException(
                SqlExpression.TYPE + " expression \"" + shown + "\" is wrong at character " + (at + 1) + ": " + what);
    }
}
