package io.mqspring.filter;

import org.jspecify.annotations.Nullable;

/**
 * Comparing values of expressions: {@code null} (unknown), {@code Boolean}, {@code Integer}, {@code Long}, {@code Double},
 * {@code String}, or {@link #FAILED}. Stateless.
 */
final class SqlValues {

    /** What an evaluation gives that has failed: the message is not chosen. No exception, since it may be one a message. */
    static final Object FAILED = new Object();

    /** Not an ordering: the two are of types that are never equal. */
    private static final int DIFFERENT = 2;

    private static final int UNREADABLE = 3;

    private SqlValues() {}

    /** The value of {@code left = right}: true for two unknowns, unknown if only the left is, false if only the right is. */
    static @Nullable Object equal(@Nullable Object left, @Nullable Object right) {
        if (left == FAILED || right == FAILED) {
            return FAILED;
        }
        if (left == null) {
            return right == null ? Boolean.TRUE : null;
        }
        if (right == null) {
            return Boolean.FALSE;
        }
        int order = order(left, right);
        return order == UNREADABLE ? FAILED : Boolean.valueOf(order == 0);
    }

    /** The value of a comparison by size. Two strings are compared as numbers. */
    static @Nullable Object compare(@Nullable Object left, @Nullable Object right, SqlComparison comparison) {
        if (left == FAILED || right == FAILED) {
            return FAILED;
        }
        if (left == null || right == null) {
            return null;
        }
        int order;
        if (left instanceof String one && right instanceof String other) {
            Double number = toDouble(one);
            Double otherNumber = toDouble(other);
            order = number == null || otherNumber == null ? UNREADABLE : sign(number.compareTo(otherNumber));
        } else {
            order = order(left, right);
        }
        if (order == UNREADABLE) {
            return FAILED;
        }
        return order != DIFFERENT && comparison.holds(order);
    }

    static @Nullable Object not(@Nullable Object value) {
        return value instanceof Boolean truth ? Boolean.valueOf(!truth) : value;
    }

    /** The value with the other sign; unknown if it is no number. */
    static @Nullable Object negate(@Nullable Object value) {
        if (value instanceof Integer number) {
            return -number;
        }
        if (value instanceof Long number) {
            return -number;
        }
        if (value instanceof Double number) {
            return -number;
        }
        return value == FAILED ? FAILED : null;
    }

    private static int order(Object left, Object right) {
        if (left instanceof String text) {
            return right instanceof String other ? sign(text.compareTo(other)) : orderText(text, right);
        }
        if (left instanceof Boolean truth) {
            if (right instanceof Boolean other) {
                return Boolean.compare(truth, other);
            }
            // Official brokers fail here, so `TRUE = p` chooses nothing, while `p = TRUE` is well.
            return right instanceof String ? UNREADABLE : DIFFERENT;
        }
        if (right instanceof Boolean) {
            return DIFFERENT;
        }
        Object other = right instanceof String text ? number(text, left) : right;
        return other == null ? UNREADABLE : orderNumbers((Number) left, (Number) other);
    }

    private static int orderText(String left, Object right) {
        if (right instanceof Boolean truth) {
            return Boolean.compare(Boolean.parseBoolean(left), truth);
        }
        Number number = number(left, right);
        return number == null ? UNREADABLE : orderNumbers(number, (Number) right);
    }

    private static int orderNumbers(Number left, Number right) {
        return left instanceof Double || right instanceof Double
                ? Double.compare(left.doubleValue(), right.doubleValue())
                : Long.compare(left.longValue(), right.longValue());
    }

    /** A text as a number of the type of another; null if it is none. */
    private static @Nullable Number number(String text, Object like) {
        if (like instanceof Double) {
            return toDouble(text);
        }
        Long number = toLong(text);
        boolean fits = number != null && (like instanceof Long || number == number.intValue());
        return fits ? number : null;
    }

    private static @Nullable Long toLong(String text) {
        try {
            return mayBeNumber(text) ? Long.valueOf(text) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Double toDouble(String text) {
        try {
            return mayBeNumber(text.strip()) ? Double.valueOf(text) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Spares most texts the exception that says that they are no numbers. */
    private static boolean mayBeNumber(String text) {
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        return Character.isDigit(first) || first == '-' || first == '+' || first == '.' || first == 'N' || first == 'I';
    }

    private static int sign(int order) {
        return Integer.signum(order);
    }
}
