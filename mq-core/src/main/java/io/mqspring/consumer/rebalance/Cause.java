package io.mqspring.consumer.rebalance;

import io.mqspring.observe.RebalanceReason;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why a run happens.
 *
 * @param reason the first of the reasons, in the order of the type
 * @param text all of them, in words
 */
record Cause(RebalanceReason reason, String text) {

    /**
     * @param reasons in words, in the order of their type; empty when nothing happened
     */
    static Cause of(Map<RebalanceReason, Set<String>> reasons) {
        return reasons.isEmpty()
                ? new Cause(RebalanceReason.INTERVAL, "interval")
                : new Cause(
                        reasons.keySet().iterator().next(),
                        reasons.values().stream().flatMap(Set::stream).collect(Collectors.joining(", ")));
    }
}
