package io.mqspring.test.simulation;

import io.mqspring.runtime.FaultHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Keeps every fault; those that no one expected fail the run. */
final class RecordedFaults implements FaultHandler {

    private final List<Throwable> unexpected = new ArrayList<>();
    private final List<Throwable> all = new ArrayList<>();
    private final List<Predicate<Throwable>> expectations = new ArrayList<>();
    private @Nullable String firstPlace;

    @Override
    public void onFault(String where, Throwable fault) {
        all.add(fault);
        for (Predicate<Throwable> expectation : expectations) {
            if (expectation.test(fault)) {
                return;
            }
        }
        if (unexpected.isEmpty()) {
            firstPlace = where;
        }
        unexpected.add(fault);
    }

    void expect(Predicate<Throwable> expectation) {
        expectations.add(expectation);
    }

    List<Throwable> all() {
        return List.copyOf(all);
    }

    List<Throwable> unexpected() {
        return unexpected;
    }

    String firstPlace() {
        return firstPlace == null ? "nowhere" : firstPlace;
    }
}
