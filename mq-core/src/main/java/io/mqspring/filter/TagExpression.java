package io.mqspring.filter;

import io.mqspring.message.RecordContent;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A choice of tags: {@code *} for all messages, or tags joined by {@code ||}. A broker compares hashes only ({@link
 * #matchesCode}), so a client must look at the tag itself ({@link #matches}). A message has one tag or none; without one it
 * matches only {@code *}. Immutable and thread safe.
 */
public final class TagExpression implements MessageFilter {

    /** The name of this kind of expressions on the wire. */
    public static final String TYPE = "TAG";

    /** The expression that chooses everything. */
    public static final String ALL_TAGS = "*";

    /** Chooses everything. */
    public static final TagExpression ALL = new TagExpression(ALL_TAGS, Set.of());

    private final String text;
    private final Set<String> tags;
    /** Sorted hashes of the tags. */
    private final long[] codes;

    private TagExpression(String text, Set<String> tags) {
        this.text = text;
        this.tags = Collections.unmodifiableSet(tags);
        this.codes = tags.stream()
                .mapToLong(RecordContent::tagsCode)
                .sorted()
                .distinct()
                .toArray();
    }

    /**
     * Parses an expression; blank or missing means {@code *}.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static TagExpression parse(@Nullable String expression) {
        if (expression == null || expression.isBlank() || expression.trim().equals(ALL_TAGS)) {
            return ALL;
        }
        Set<String> tags = new LinkedHashSet<>();
        for (String part : expression.split("\\|\\|")) {
            String tag = part.trim();
            if (!tag.isEmpty()) {
                tags.add(check(tag, expression));
            }
        }
        if (tags.isEmpty()) {
            throw new IllegalArgumentException(
                    "tag expression '" + expression + "' names no tag: write 'a || b', or '*' for all messages");
        }
        return new TagExpression(expression, tags);
    }

    /**
     * An expression over known tags.
     *
     * @param text the expression as written
     * @param tags its tags; empty means all
     */
    public static TagExpression of(String text, Set<String> tags) {
        return tags.isEmpty() ? ALL : new TagExpression(text, new LinkedHashSet<>(tags));
    }

    @Override
    public String type() {
        return TYPE;
    }

    /** Whether it chooses everything. */
    public boolean isAll() {
        return tags.isEmpty();
    }

    /** The tags, in the order written; empty means all. */
    public Set<String> tags() {
        return tags;
    }

    /** Whether a message with this tag, null for none, is chosen. */
    public boolean matches(@Nullable String tag) {
        return tags.isEmpty() || (tag != null && tags.contains(tag));
    }

    /** Whether a message whose tag has this hash may be chosen; different tags can share a hash. */
    public boolean matchesCode(long tagsCode) {
        return tags.isEmpty() || Arrays.binarySearch(codes, tagsCode) >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TagExpression expression && tags.equals(expression.tags);
    }

    @Override
    public int hashCode() {
        return tags.hashCode();
    }

    /** The expression as written. */
    @Override
    public String toString() {
        return text;
    }

    private static String check(String tag, String expression) {
        if (tag.equals(ALL_TAGS)) {
            throw new IllegalArgumentException("tag expression '" + expression
                    + "' mixes '*' with tags: write '*' alone for all messages, or only tags");
        }
        if (tag.indexOf('|') >= 0 || tag.contains("&&")) {
            throw new IllegalArgumentException("tag expression '" + expression + "' has '" + tag
                    + "' for a tag: tags are joined by '||', and a message has one tag, so there is no '&&'");
        }
        return tag;
    }
}
