/**
 * Expressions by which a subscription chooses messages: parse, evaluate, explain an error. Pure values, owned by nobody;
 * the broker and the client evaluate the same ones. Entry type: {@link io.mqspring.filter.TagExpression}.
 */
@NullMarked
package io.mqspring.filter;

import org.jspecify.annotations.NullMarked;
