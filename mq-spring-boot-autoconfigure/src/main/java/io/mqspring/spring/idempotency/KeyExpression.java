package io.mqspring.spring.idempotency;

import io.mqspring.message.MessageView;
import io.mqspring.message.PropertyNames;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.adapter.CallMessage;
import io.mqspring.spring.listener.adapter.ListenerTarget;
import io.mqspring.spring.support.HeaderMapping;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * Finds a message's key. Read once, while the application starts, and checked then: a name that it does not know would
 * otherwise dead-letter every message. Immutable.
 */
final class KeyExpression {

    private static final String PAYLOAD = "payload";
    private static final String HEADERS = "headers";
    private static final String MESSAGE = "message";

    private final @Nullable SpelExpression expression;
    private final List<List<String>> names;
    private final Set<String> used;

    private KeyExpression(@Nullable SpelExpression expression, List<List<String>> names, Set<String> used) {
        this.expression = expression;
        this.names = names;
        this.used = Set.copyOf(used);
    }

    /**
     * @param text the expression; empty means the message's unique id
     * @param target for the names of its parameters
     */
    static KeyExpression of(String text, ListenerTarget target) {
        if (text.isEmpty()) {
            return new KeyExpression(null, List.of(), Set.of());
        }
        List<List<String>> names = target.batch() ? List.of() : namesOfParameters(target.method());
        SpelExpression parsed;
        try {
            parsed = new SpelExpressionParser().parseRaw(text);
        } catch (ParseException | IllegalStateException e) {
            throw refused(target, text, "is not an expression: " + e.getMessage(), e);
        }
        Set<String> known = new TreeSet<>(List.of(PAYLOAD, HEADERS, MESSAGE));
        names.forEach(known::addAll);
        Set<String> used = variables(parsed.getAST(), new LinkedHashSet<>());
        for (String name : used) {
            if (!known.contains(name)) {
                throw refused(target, text, "uses #" + name + ", but knows only " + known, null);
            }
        }
        return new KeyExpression(parsed, names, used);
    }

    /**
     * The key of a message.
     *
     * @throws MissingKeyException when it has none
     */
    String of(CallMessage message) {
        SpelExpression parsed = expression;
        if (parsed == null) {
            return uniqueId(message.view());
        }
        Object value;
        try {
            value = parsed.getValue(context(message));
        } catch (EvaluationException e) {
            throw new MissingKeyException(
                    "The key " + parsed.getExpressionString() + " of message "
                            + message.view().messageId() + " cannot be found: " + e.getMessage(),
                    e);
        }
        String key = value == null ? "" : value.toString();
        if (key.isBlank()) {
            throw new MissingKeyException(
                    "The key " + parsed.getExpressionString() + " of message "
                            + message.view().messageId() + " is " + (value == null ? "null" : "empty"),
                    null);
        }
        return key;
    }

    @Override
    public String toString() {
        return expression == null ? "message id" : expression.getExpressionString();
    }

    /** A client gives each message one; for those that do not, the place of the first delivery. */
    private static String uniqueId(MessageView view) {
        return view.property(PropertyNames.UNIQ_KEY)
                .or(() -> view.property(PropertyNames.ORIGIN_MESSAGE_ID))
                .orElseGet(view::offsetMessageId);
    }

    private SimpleEvaluationContext context(CallMessage message) {
        SimpleEvaluationContext context = SimpleEvaluationContext.forReadOnlyDataBinding()
                .withInstanceMethods()
                .build();
        context.setVariable(PAYLOAD, message.payload());
        context.setVariable(MESSAGE, message.view());
        if (used.contains(HEADERS)) {
            context.setVariable(HEADERS, HeaderMapping.headers(message.view()));
        }
        for (int i = 0; i < names.size(); i++) {
            for (String name : names.get(i)) {
                context.setVariable(name, message.arguments().get(i));
            }
        }
        return context;
    }

    /** Each parameter's names: its place, and its own if the class was compiled with it. */
    private static List<List<String>> namesOfParameters(Method method) {
        String[] own = new DefaultParameterNameDiscoverer().getParameterNames(method);
        List<List<String>> names = new ArrayList<>();
        for (int i = 0; i < method.getParameterCount(); i++) {
            names.add(own == null ? List.of("p" + i, "a" + i) : List.of("p" + i, "a" + i, own[i]));
        }
        return names;
    }

    private static Set<String> variables(SpelNode node, Set<String> found) {
        if (node instanceof VariableReference variable) {
            found.add(variable.toStringAST().substring(1));
        }
        for (int i = 0; i < node.getChildCount(); i++) {
            variables(node.getChild(i), found);
        }
        found.removeAll(Set.of("this", "root"));
        return found;
    }

    private static MqListenerDefinitionException refused(
            ListenerTarget target, String text, String why, @Nullable Throwable cause) {
        return new MqListenerDefinitionException(
                "The key '" + text + "' of the @Idempotent on " + target.description() + " " + why + ".",
                "Use a parameter by its name, as in #order.id, or #payload, #headers['mq_keys'] or #message.",
                cause);
    }
}
