package io.mqspring.autoconfigure;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/** Reads a memory limit: {@code 20%} of the maximum heap, or a size such as {@code 64MB}. Stateless. */
final class HeapShare {

    private HeapShare() {}

    static long bytes(String property, String text, long maxHeap) {
        try {
            long bytes = text.endsWith("%")
                    ? percentage(text.substring(0, text.length() - 1).trim(), maxHeap)
                    : DataSize.parse(text).toBytes();
            if (bytes < 1) {
                throw new IllegalArgumentException("not positive");
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(
                    property, text, "Give a percentage of the maximum heap such as 20%, or a size such as 64MB.");
        }
    }

    private static long percentage(String number, long maxHeap) {
        double percent = Double.parseDouble(number);
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("out of range");
        }
        return (long) (maxHeap * percent / 100);
    }
}
