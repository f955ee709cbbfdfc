package io.mqspring.filter;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A part of an expression. Immutable. Evaluation gives what {@link SqlValues} names. */
sealed interface SqlNode {

    @Nullable
    Object evaluate(PropertySource properties);

    /** Whether it is true, false or unknown by its nature. */
    default boolean isCondition() {
        return true;
    }

    /** A constant. */
    record Literal(@Nullable Object value) implements SqlNode {

        @Override
        public @Nullable Object evaluate(PropertySource properties) {
            return value;
        }

        @Override
        public boolean isCondition() {
            return value == null || value instanceof Boolean;
        }

        boolean isNumber() {
            return value instanceof Number;
        }
    }

    /** A property's value. */
    record Property(String name) implements SqlNode {

        @Override
        public @Nullable Object evaluate(PropertySource properties) {
            return properties.get(name);
        }

        @Override
        public boolean isCondition() {
            return false;
        }
    }

    /** A property where a condition is wanted: unknown when missing, else false, since its value is a string. */
    record Cast(Property property) implements SqlNode {

        @Override
        public @Nullable Object evaluate(PropertySource properties) {
            return property.evaluate(properties) == null ? null : Boolean.FALSE;
        }
    }

    /** The number with the other sign. */
    record Negation(SqlNode operand) implements SqlNode {

        @Override
        public @Nullable Object evaluate(PropertySource properties) {
            return SqlValues.negate(operand.evaluate(properties));
        }

        @Override
        public boolean isCondition() {
            return false;
        }
    }

    /** The opposite of a condition. */
    record Not(SqlNode operand) implements SqlNode {

        @Override
        public @Nullable Object evaluate(PropertySource properties) {
            return SqlValues.not(operand.evaluate(properties));
        }
    }

    /** False if one is; else unknown if one is; a failure ends it unless something before is false. */
    record And(List<SqlNode> operands) implements SqlNode {

        @Override
        public @Nullable Object evaluate(PropertySource properties) {
            return first(operands, Boolean.FALSE, properties);
        }
    }

    /** True if one is; else unknown if one is; a failure ends it unless something before is true. */
    record Or(List<SqlNode> operands) implements SqlNode {

        @Override
        public @Nullable Object evaluate(PropertySource properties) {
            return first(operands, Boolean.TRUE, properties);
        }
    }

    /** Equality. */
    record Equal(SqlNode left, SqlNode right) implements SqlNode {

        @Override
        public @Nullable Object evaluate(PropertySource properties) {
            return SqlValues.equal(left.evaluate(properties), right.evaluate(properties));
        }
    }

    /** A comparison by size. */
    record Compare(SqlNode left, SqlComparison comparison, SqlNode right) implements SqlNode {

        @Override
        public @Nullable Object evaluate(PropertySource properties) {
            return SqlValues.compare(left.evaluate(properties), right.evaluate(properties), comparison);
        }
    }

    /** Whether a value is unknown. */
    record IsNull(SqlNode operand) implements SqlNode {

        @Override
        public @Nullable Object evaluate(PropertySource properties) {
            Object value = operand.evaluate(properties);
            return value == SqlValues.FAILED ? value : Boolean.valueOf(value == null);
        }
    }

    /** Whether a property is one of some texts. */
    record In(Property property, Set<String> values, boolean negated) implements SqlNode {

        @Override
        public @Nullable Object evaluate(PropertySource properties) {
            String value = properties.get(property.name());
            return value == null ? null : Boolean.valueOf(values.contains(value) != negated);
        }
    }

    /** Whether a text has another in it; false, negated or not, without a text or with nothing to look for. */
    record Search(SqlNode operand, SqlSearch search, String wanted, boolean negated) implements SqlNode {

        @Override
        public @Nullable Object evaluate(PropertySource properties) {
            Object value = operand.evaluate(properties);
            if (value == SqlValues.FAILED) {
                return value;
            }
            return value instanceof String text && !wanted.isEmpty() && search.finds(text, wanted) != negated;
        }
    }

    private static @Nullable Object first(List<SqlNode> operands, Boolean decisive, PropertySource properties) {
        boolean unknown = false;
        for (SqlNode operand : operands) {
            Object value = operand.evaluate(properties);
            if (value == SqlValues.FAILED || decisive.equals(value)) {
                return value;
            }
            unknown |= value == null;
        }
        return unknown ? null : Boolean.valueOf(!decisive);
    }
}
