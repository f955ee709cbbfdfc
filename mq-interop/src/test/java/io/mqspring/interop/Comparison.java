package io.mqspring.interop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures of two sides, in pairs that were taken one right after the other. One thread. */
final class Comparison {

    private final String first;
    private final String second;
    private final Map<String, List<double[]>> pairs = new LinkedHashMap<>();

    Comparison(String first, String second) {
        this.first = first;
        this.second = second;
    }

    /** Adds a pair for a figure. */
    void add(String figure, double one, double other) {
        pairs.computeIfAbsent(figure, name -> new ArrayList<>()).add(new double[] {one, other});
    }

    /** One line for each figure: the median of either side, and the median, lowest and highest ratio of the pairs. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        pairs.forEach((figure, values) -> {
            double[] ratios =
                    values.stream().mapToDouble(pair -> pair[0] / pair[1]).toArray();
            lines.add(String.format(
                    "%-44s %s %,12.2f   %s %,12.2f   ratio %5.2f (%4.2f to %4.2f, %d pairs)",
                    figure,
                    first,
                    median(values.stream().mapToDouble(pair -> pair[0]).toArray()),
                    second,
                    median(values.stream().mapToDouble(pair -> pair[1]).toArray()),
                    median(ratios),
                    Arrays.stream(ratios).min().orElse(Double.NaN),
                    Arrays.stream(ratios).max().orElse(Double.NaN),
                    values.size()));
        });
        return lines;
    }

    /** The median ratio of a figure. */
    double ratio(String figure) {
        return median(pairs.getOrDefault(figure, List.of()).stream()
                .mapToDouble(pair -> pair[0] / pair[1])
                .toArray());
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
