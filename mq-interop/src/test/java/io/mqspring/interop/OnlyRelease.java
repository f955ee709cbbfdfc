package io.mqspring.interop;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * With {@code -Dmq.interop.release=5.5} leaves out the rows of release 4.9, and with {@code 4.9} those of 5.5; rows are known by
 * their names. JUnit finds this class through {@code META-INF/services}. Stateless.
 */
public final class OnlyRelease implements ExecutionCondition {

    private static final String CHOSEN = OfficialVersion.CHOSEN;
    private static final Pattern NAMED = Pattern.compile(
            "(?:Official (?:client )?|.* release |.* \\()" + "(?<release>5\\.5|4\\.9)(?:[ ,].*|: .*|\\))");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Matcher row = NAMED.matcher(context.getDisplayName());
        return CHOSEN.isEmpty() || !row.matches() || row.group("release").equals(CHOSEN)
                ? ConditionEvaluationResult.enabled("chosen")
                : ConditionEvaluationResult.disabled("release " + row.group("release") + " is left out");
    }
}
