package io.mqspring.filter;

import java.nio.ByteBuffer;

/**
 * A choice of messages by their properties in the SQL92 dialect of Apache RocketMQ, such as {@code amount > 100 AND region IN
 * ('eu', 'us')}. Immutable and thread safe.
 *
 * <pre>
 * or      := and { OR and }
 * and     := equal { AND equal }
 * equal   := compare { (= | &lt;&gt;) compare | IS [NOT] NULL }
 * compare := unary { (&gt; | &gt;= | &lt; | &lt;=) unary | [NOT] BETWEEN unary AND unary | [NOT] IN ( 'x' {, 'x'} )
 *                  | [NOT] (CONTAINS | STARTSWITH | ENDSWITH) 'x' }
 * unary   := (+ | - | NOT) unary | literal | property | ( or )
 * </pre>
 *
 * <p>Values of properties are strings. Beside a number, a string is read as a number of that type; if it is none, the message is
 * not chosen, whatever the rest of the expression says. A missing property makes a comparison unknown, and unknown at the end
 * is not chosen. These rules, and odd ones such as {@code NOT a > 1} being {@code (NOT a) > 1} and {@code 1 <> a} being true
 * without {@code a}, are those of official brokers, so that an expression chooses the same messages everywhere. One thing is stricter: what follows a complete expression is an
 * error here and is silently ignored there.
 */
public final class SqlExpression implements MessageFilter {

    /** The name of this kind of expressions on the wire. */
    public static final String TYPE = "SQL92";

    private final String text;
    private final SqlNode root;

    private SqlExpression(String text, SqlNode root) {
        this.text = text;
        this.root = root;
    }

    /**
     * Parses an expression.
     *
     * @throws IllegalArgumentException saying at which character it is wrong, what was found there and what was expected
     */
    public static SqlExpression parse(String text) {
        return new SqlExpression(text, new SqlParser(text).parse());
    }

    @Override
    public String type() {
        return TYPE;
    }

    /** Whether a message with these properties is chosen. */
    public boolean matches(PropertySource properties) {
        return Boolean.TRUE.equals(root.evaluate(properties));
    }

    /** Whether a well-formed encoded record is chosen; reads its bytes and decodes only the values it needs. */
    public boolean matches(ByteBuffer record, int at) {
        return matches(new RecordProperties(record, at));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SqlExpression expression && text.equals(expression.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The expression as written. */
    @Override
    public String toString() {
        return text;
    }
}
