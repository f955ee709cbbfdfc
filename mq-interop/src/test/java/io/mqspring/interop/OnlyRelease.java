package io.mqspring.interop;

import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * With {@code -Dmq.interop.release=5.5} skips the rows of release 4.9, known by their names, for a shorter run. JUnit finds this
 * class through {@code META-INF/services}. Stateless.
 */
public final class OnlyRelease implements ExecutionCondition {

    private static final String CHOSEN = System.getProperty("mq.interop.release", "");
    private static final Pattern OLDER =
            Pattern.compile("Official (client )?4\\.9 .*|.* release 4\\.9: .*|.* \\(4\\.9\\)");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return CHOSEN.equals("5.5") && OLDER.matcher(context.getDisplayName()).matches()
                ? ConditionEvaluationResult.disabled("release 4.9 is left out")
                : ConditionEvaluationResult.enabled("chosen");
    }
}
