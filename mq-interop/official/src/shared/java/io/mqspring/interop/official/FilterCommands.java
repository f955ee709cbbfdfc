package io.mqspring.interop.official;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.filter.FilterFactory;
import org.apache.rocketmq.filter.expression.EvaluationContext;
import org.apache.rocketmq.filter.expression.Expression;

/** The official broker's SQL92 filter, asked by itself. Stateless. */
final class FilterCommands {

    private FilterCommands() {}

    /** Answers, or null if it is no command of these. */
    static List<String> run(String[] words) {
        return words[0].equals("filter") ? filter(words) : null;
    }

    /** filter name=value,... expression expression ...: {@code wrong}, {@code chosen} or {@code not} for each; words in base 64. */
    private static List<String> filter(String[] words) {
        Map<String, Object> properties = new HashMap<>();
        for (String pair : text(words[1]).split("\n")) {
            int at = pair.indexOf('=');
            properties.put(pair.substring(0, at), pair.substring(at + 1));
        }
        EvaluationContext context = new EvaluationContext() {
            @Override
            public Object get(String name) {
                return properties.get(name);
            }

            @Override
            public Map<String, Object> keyValues() {
                return properties;
            }
        };
        List<String> answers = new ArrayList<>();
        for (int w = 2; w < words.length; w++) {
            answers.add(evaluate(text(words[w]), context));
        }
        return answers;
    }

    private static String evaluate(String text, EvaluationContext context) {
        Expression expression;
        try {
            expression = FilterFactory.INSTANCE.get("SQL92").compile(text);
        } catch (Exception | Error e) {
            return "wrong";
        }
        try {
            return Boolean.TRUE.equals(expression.evaluate(context)) ? "chosen" : "not";
        } catch (Exception | Error e) {
            return "not";
        }
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
