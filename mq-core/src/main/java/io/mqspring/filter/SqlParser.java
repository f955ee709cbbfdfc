package io.mqspring.filter;

import io.mqspring.filter.SqlToken.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Parses an expression by recursive descent and checks the types that can be known. How deep parts may be nested is limited,
 * since whoever writes an expression may be a stranger.
 */
final class SqlParser {

    private static final int MAX_LENGTH = 65_536;
    private static final int MAX_DEPTH = 200;

    private final String text;
    private final SqlLexer lexer;
    private SqlToken token;
    private int depth;

    SqlParser(String text) {
        if (text.length() > MAX_LENGTH) {
            throw SqlErrors.at(text, MAX_LENGTH, "it has " + text.length() + " characters, the limit is " + MAX_LENGTH);
        }
        this.text = text;
        this.lexer = new SqlLexer(text);
        this.token = lexer.next();
    }

    SqlNode parse() {
        if (token.kind() == Kind.END) {
            throw expected("a condition, such as a > 1");
        }
        SqlToken start = token;
        SqlNode condition = condition(or(), start);
        if (token.kind() != Kind.END) {
            throw expected("AND, OR, a comparison or the end");
        }
        return condition;
    }

    private SqlNode or() {
        deeper();
        SqlToken start = token;
        SqlNode left = and();
        if (token.is("OR")) {
            List<SqlNode> operands = new ArrayList<>(List.of(condition(left, start)));
            while (skip("OR")) {
                SqlToken next = token;
                operands.add(condition(and(), next));
            }
            left = new SqlNode.Or(List.copyOf(operands));
        }
        depth--;
        return left;
    }

    private SqlNode and() {
        SqlToken start = token;
        SqlNode left = equal();
        if (!token.is("AND")) {
            return left;
        }
        List<SqlNode> operands = new ArrayList<>(List.of(condition(left, start)));
        while (skip("AND")) {
            SqlToken next = token;
            operands.add(condition(equal(), next));
        }
        return new SqlNode.And(List.copyOf(operands));
    }

    private SqlNode equal() {
        SqlToken start = token;
        SqlNode left = compare();
        int before = depth;
        while (true) {
            if (skip("=")) {
                left = equality(left, start);
            } else if (skip("<>")) {
                left = new SqlNode.Not(equality(left, start));
            } else if (skip("IS")) {
                boolean negated = skip("NOT");
                require("NULL");
                left = negated ? new SqlNode.Not(new SqlNode.IsNull(left)) : new SqlNode.IsNull(left);
            } else {
                depth = before;
                return left;
            }
            deeper();
        }
    }

    private SqlNode equality(SqlNode left, SqlToken start) {
        SqlToken next = token;
        SqlNode right = compare();
        checkKnown(left, start);
        checkKnown(right, next);
        if (left instanceof SqlNode.Literal one
                && right instanceof SqlNode.Literal other
                && one.isCondition()
                && !other.isCondition()) {
            throw SqlErrors.at(
                    text, next.at(), "TRUE and FALSE can be compared only with each other and with properties");
        }
        return new SqlNode.Equal(left, right);
    }

    private SqlNode compare() {
        SqlToken start = token;
        SqlNode left = unary();
        int before = depth;
        while (true) {
            boolean negated = skip("NOT");
            if (skip("BETWEEN")) {
                left = between(left, start, negated);
            } else if (skip("IN")) {
                left = in(left, start, negated);
            } else if (token.is("CONTAINS") || token.is("STARTSWITH") || token.is("ENDSWITH")) {
                left = search(left, negated);
            } else if (negated) {
                throw expected("BETWEEN, IN, CONTAINS, STARTSWITH or ENDSWITH after NOT");
            } else if (token.is(">") || token.is(">=") || token.is("<") || token.is("<=")) {
                SqlComparison comparison = comparison();
                SqlToken next = token;
                left = comparison(left, start, comparison, unary(), next);
            } else {
                depth = before;
                return left;
            }
            deeper();
        }
    }

    private SqlComparison comparison() {
        String symbol = token.text();
        advance();
        return switch (symbol) {
            case ">" -> SqlComparison.GREATER;
            case ">=" -> SqlComparison.GREATER_OR_EQUAL;
            case "<" -> SqlComparison.LESS;
            default -> SqlComparison.LESS_OR_EQUAL;
        };
    }

    private SqlNode comparison(
            SqlNode left, SqlToken leftAt, SqlComparison comparison, SqlNode right, SqlToken rightAt) {
        checkSize(left, leftAt);
        checkSize(right, rightAt);
        return new SqlNode.Compare(left, comparison, right);
    }

    private SqlNode between(SqlNode value, SqlToken start, boolean negated) {
        SqlToken lowAt = token;
        SqlNode low = unary();
        require("AND");
        SqlToken highAt = token;
        SqlNode high = unary();
        if (negated) {
            return new SqlNode.Or(List.of(
                    comparison(value, start, SqlComparison.LESS, low, lowAt),
                    comparison(value, start, SqlComparison.GREATER, high, highAt)));
        }
        SqlNode between = new SqlNode.And(List.of(
                comparison(value, start, SqlComparison.GREATER_OR_EQUAL, low, lowAt),
                comparison(value, start, SqlComparison.LESS_OR_EQUAL, high, highAt)));
        if (low instanceof SqlNode.Literal one
                && high instanceof SqlNode.Literal other
                && Boolean.TRUE.equals(SqlValues.compare(one.value(), other.value(), SqlComparison.GREATER))) {
            throw SqlErrors.at(
                    text,
                    lowAt.at(),
                    "BETWEEN wants the smaller number first, and " + one.value() + " is larger than " + other.value());
        }
        return between;
    }

    private SqlNode in(SqlNode left, SqlToken start, boolean negated) {
        if (!(left instanceof SqlNode.Property property)) {
            throw SqlErrors.at(text, start.at(), "IN wants a property on its left");
        }
        require("(");
        Set<String> values = new LinkedHashSet<>();
        do {
            values.add(quoted("IN"));
        } while (skip(","));
        require(")");
        return new SqlNode.In(property, Set.copyOf(values), negated);
    }

    private SqlNode search(SqlNode left, boolean negated) {
        String word = token.text();
        advance();
        return new SqlNode.Search(left, SqlSearch.valueOf(word), quoted(word), negated);
    }

    private String quoted(String after) {
        if (token.kind() != Kind.TEXT) {
            throw expected("a text in quotes (') for " + after);
        }
        String value = String.valueOf(token.value());
        advance();
        return value;
    }

    private SqlNode unary() {
        deeper();
        SqlNode node;
        if (skip("+")) {
            node = unary();
        } else if (skip("-")) {
            node = new SqlNode.Negation(unary());
        } else if (skip("NOT")) {
            SqlToken next = token;
            node = new SqlNode.Not(condition(unary(), next));
        } else {
            node = primary();
        }
        depth--;
        return node;
    }

    private SqlNode primary() {
        SqlToken first = token;
        switch (first.kind()) {
            case NAME -> {
                advance();
                return new SqlNode.Property(first.text());
            }
            case TEXT, NUMBER -> {
                advance();
                return new SqlNode.Literal(first.value());
            }
            default -> {}
        }
        if (skip("TRUE")) {
            return new SqlNode.Literal(Boolean.TRUE);
        }
        if (skip("FALSE")) {
            return new SqlNode.Literal(Boolean.FALSE);
        }
        if (skip("NULL")) {
            return new SqlNode.Literal(null);
        }
        if (skip("(")) {
            SqlNode inner = or();
            require(")");
            return inner;
        }
        throw expected("a property, a number, a text in quotes ('), TRUE, FALSE, NULL or '('");
    }

    /** What stands where only a condition makes sense. */
    private SqlNode condition(SqlNode node, SqlToken start) {
        if (node instanceof SqlNode.Property property) {
            return new SqlNode.Cast(property);
        }
        if (!node.isCondition()) {
            throw SqlErrors.at(text, start.at(), "a condition is expected here, and a number or text is none");
        }
        return node;
    }

    private void checkKnown(SqlNode node, SqlToken at) {
        if (node instanceof SqlNode.Literal literal && literal.value() == null) {
            throw SqlErrors.at(text, at.at(), "nothing equals NULL: write IS NULL or IS NOT NULL");
        }
    }

    private void checkSize(SqlNode node, SqlToken at) {
        if (node instanceof SqlNode.Literal literal && !literal.isNumber()) {
            throw SqlErrors.at(
                    text, at.at(), "only numbers and properties have a size to compare, " + at.shown() + " has none");
        }
        if (node.isCondition() && !(node instanceof SqlNode.Literal)) {
            throw SqlErrors.at(
                    text,
                    at.at(),
                    "only numbers and properties have a size to compare, a condition has none; NOT and comparisons bind"
                            + " tightly: write NOT (a > 1)");
        }
    }

    private void deeper() {
        if (++depth > MAX_DEPTH) {
            throw SqlErrors.at(text, token.at(), "it is nested more than " + MAX_DEPTH + " levels deep");
        }
    }

    private boolean skip(String word) {
        if (!token.is(word)) {
            return false;
        }
        advance();
        return true;
    }

    private void require(String word) {
        if (!skip(word)) {
            throw expected("'" + word + "'");
        }
    }

    private void advance() {
        token = lexer.next();
    }

    private IllegalArgumentException expected(String what) {
        return SqlErrors.at(text, token.at(), "expected " + what + ", found " + token.shown());
    }
}
