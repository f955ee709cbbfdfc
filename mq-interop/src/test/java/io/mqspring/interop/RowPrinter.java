package io.mqspring.interop;

import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints the compatibility table while it is tested: one line for each test method, {@code passed} or {@code FAILED} and the
 * method's display name. Rows that could not run because what they need did not start count as failed. JUnit finds this
 * class through {@code META-INF/services}. Thread safe.
 */
public final class RowPrinter implements TestExecutionListener {

    private final PrintStream out;
    private final Set<String> printed = ConcurrentHashMap.newKeySet();
    private volatile @Nullable TestPlan plan;

    /** Made by JUnit. */
    public RowPrinter() {
        this(System.out);
    }

    RowPrinter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionSkipped(TestIdentifier skipped, String reason) {
        rows(skipped, "skipped", ": " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier finished, TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (finished.isTest()) {
                    row(finished, "passed ", "");
                }
            }
            case ABORTED ->
                rows(
                        finished,
                        "skipped",
                        result.getThrowable().map(why -> ": " + oneLine(why)).orElse(""));
            case FAILED ->
                rows(
                        finished,
                        "FAILED ",
                        result.getThrowable().map(why -> ": " + oneLine(why)).orElse(""));
        }
    }

    /** The row, or all rows below a class that have not been printed. */
    private void rows(TestIdentifier at, String outcome, String why) {
        if (at.isTest()) {
            row(at, outcome, why);
            return;
        }
        TestPlan running = plan;
        if (running == null) {
            return;
        }
        running.getDescendants(at).stream().filter(TestIdentifier::isTest).forEach(test -> row(test, outcome, why));
    }

    private void row(TestIdentifier test, String outcome, String why) {
        if (printed.add(test.getUniqueId())) {
            out.println(outcome + " " + test.getDisplayName() + release(test) + why);
        }
    }

    /** What tells the rows of a class from each other that runs once for each release. */
    private String release(TestIdentifier test) {
        TestPlan running = plan;
        return running == null
                ? ""
                : running.getParent(test)
                        .filter(RowPrinter::isInvocation)
                        .map(parent -> " " + parent.getDisplayName())
                        .orElse("");
    }

    private static boolean isInvocation(TestIdentifier container) {
        return container.getUniqueIdObject().getLastSegment().getType().equals("class-template-invocation");
    }

    private static String oneLine(Throwable why) {
        String text =
                String.valueOf(why.getMessage()).strip().lines().findFirst().orElse("");
        return why.getClass().getSimpleName() + ": " + text;
    }
}
