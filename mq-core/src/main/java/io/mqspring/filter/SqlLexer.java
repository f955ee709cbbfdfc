package io.mqspring.filter;

import io.mqspring.filter.SqlToken.Kind;
import java.util.Locale;
import java.util.Set;

/** Cuts an expression into words. Confined to its parser. */
final class SqlLexer {

    private static final Set<String> KEYWORDS = Set.of(
            "NOT", "AND", "OR", "BETWEEN", "IN", "IS", "NULL", "TRUE", "FALSE", "CONTAINS", "STARTSWITH", "ENDSWITH");

    private final String text;
    private int at;

    SqlLexer(String text) {
        this.text = text;
    }

    SqlToken next() {
        skipSpaceAndComments();
        if (at == text.length()) {
            return new SqlToken(Kind.END, at, "", null);
        }
        char c = text.charAt(at);
        if (isNameStart(c)) {
            return word();
        }
        if (isDigit(c) || (c == '.' && isDigitAt(at + 1))) {
            return number();
        }
        return c == '\'' ? quoted() : symbol(c);
    }

    private SqlToken word() {
        int from = at;
        while (at < text.length() && (isNameStart(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
        String word = text.substring(from, at);
        String upper = word.toUpperCase(Locale.ROOT);
        return KEYWORDS.contains(upper)
                ? new SqlToken(Kind.KEYWORD, from, upper, null)
                : new SqlToken(Kind.NAME, from, word, null);
    }

    private SqlToken number() {
        int from = at;
        skipDigits();
        int digits = at;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            skipDigits();
        }
        skipExponent();
        boolean decimal = at > digits;
        int end = at;
        if (!decimal && at < text.length() && (text.charAt(at) == 'L' || text.charAt(at) == 'l')) {
            at++;
        }
        if (at < text.length() && isNameStart(text.charAt(at))) {
            throw SqlErrors.at(text, at, "a number ends here, but a letter follows");
        }
        String number = text.substring(from, end);
        Object value = decimal ? decimal(number, from) : integer(number, from);
        return new SqlToken(Kind.NUMBER, from, text.substring(from, at), value);
    }

    private Object integer(String number, int from) {
        if (number.length() > 1 && number.charAt(0) == '0') {
            throw SqlErrors.at(text, from, "the number '" + number + "' must not begin with 0");
        }
        try {
            long value = Long.parseLong(number);
            if (value == (int) value) {
                return (int) value;
            }
            return value;
        } catch (NumberFormatException e) {
            throw SqlErrors.at(text, from, "the number '" + number + "' is larger than " + Long.MAX_VALUE);
        }
    }

    private Object decimal(String number, int from) {
        double value = Double.parseDouble(number);
        if (value == 0) {
            throw SqlErrors.at(
                    text,
                    from,
                    "the number '" + number + "' is 0 or too small for official brokers: write 0 without a dot");
        }
        if (Double.isInfinite(value)) {
            throw SqlErrors.at(text, from, "the number '" + number + "' is larger than " + Double.MAX_VALUE);
        }
        return value;
    }

    private SqlToken quoted() {
        int from = at;
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '\'') {
                value.append(c);
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '\'') {
                value.append(c);
                at++;
            } else {
                at++;
                return new SqlToken(Kind.TEXT, from, text.substring(from, at), value.toString());
            }
        }
        throw SqlErrors.at(text, from, "the text that begins here has no closing quote (')");
    }

    private SqlToken symbol(char c) {
        int from = at;
        String two = text.substring(at, Math.min(text.length(), at + 2));
        String symbol =
                switch (two) {
                    case ">=", "<=", "<>" -> two;
                    default -> String.valueOf(c);
                };
        if (two.equals("!=")) {
            throw SqlErrors.at(text, at, "'!=' is not known: write '<>'");
        }
        if (two.equals("==")) {
            throw SqlErrors.at(text, at, "'==' is not known: write '='");
        }
        if ("=<>()+-,".indexOf(c) < 0) {
            throw SqlErrors.at(text, at, "the character '" + c + "' has no meaning outside quotes (')");
        }
        at += symbol.length();
        return new SqlToken(Kind.SYMBOL, from, symbol, null);
    }

    private void skipSpaceAndComments() {
        while (at < text.length()) {
            if (" \t\n\r\f".indexOf(text.charAt(at)) >= 0) {
                at++;
            } else if (text.startsWith("--", at)) {
                while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
                    at++;
                }
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw SqlErrors.at(text, at, "the comment that begins here has no end (*/)");
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    private void skipDigits() {
        while (isDigitAt(at)) {
            at++;
        }
    }

    private void skipExponent() {
        if (at >= text.length() || (text.charAt(at) != 'e' && text.charAt(at) != 'E')) {
            return;
        }
        int digits = at + 1;
        if (digits < text.length() && (text.charAt(digits) == '+' || text.charAt(digits) == '-')) {
            digits++;
        }
        if (isDigitAt(digits)) {
            at = digits;
            skipDigits();
        }
    }

    private boolean isDigitAt(int index) {
        return index < text.length() && isDigit(text.charAt(index));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
    }
}
