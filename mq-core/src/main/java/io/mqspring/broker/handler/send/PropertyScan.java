package io.mqspring.broker.handler.send;

import io.mqspring.message.MessageProperties;
import io.mqspring.message.PropertyNames;
import org.jspecify.annotations.Nullable;

/**
 * What a broker needs to know of a message's properties, found in one pass over their encoded form: most sends need
 * nothing decoded. Confined to the send.
 */
final class PropertyScan {

    private static final String FALSE = "false";
    private static final String TRUE = "true";

    private final String text;
    private @Nullable String tag;
    private @Nullable String uniqueId;
    private boolean waits = true;
    private boolean delayed;
    private boolean transactional;
    private boolean marked;
    private boolean hasRegion;
    private boolean hasTrace;
    private boolean hasCluster;

    private PropertyScan(String text) {
        this.text = text;
    }

    static PropertyScan of(String text) {
        PropertyScan scan = new PropertyScan(text);
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf(MessageProperties.VALUE_SEPARATOR, start);
            if (end < 0) {
                end = text.length();
            }
            int middle = text.indexOf(MessageProperties.NAME_SEPARATOR, start);
            if (middle > start && middle < end - 1) {
                scan.see(start, middle, end);
            }
            start = end + 1;
        }
        return scan;
    }

    /** The tag; null if there is none. */
    @Nullable
    String tag() {
        return tag;
    }

    /** The client's unique id; null if there is none. */
    @Nullable
    String uniqueId() {
        return uniqueId;
    }

    /** Whether the answer waits for the disk. */
    boolean waits() {
        return waits;
    }

    /** Whether there are properties that may delay the message. */
    boolean isDelayed() {
        return delayed;
    }

    /** Whether it is the first half of a transaction. */
    boolean isTransactional() {
        return transactional;
    }

    /** Whether it bears a mark of timers that only the broker may give. */
    boolean isMarked() {
        return marked;
    }

    boolean hasRegion() {
        return hasRegion;
    }

    boolean hasTrace() {
        return hasTrace;
    }

    boolean hasCluster() {
        return hasCluster;
    }

    private void see(int start, int middle, int end) {
        switch (text.charAt(start)) {
            case 'T' -> seeT(start, middle, end);
            case 'U' -> uniqueId = is(PropertyNames.UNIQ_KEY, start, middle) ? value(middle, end) : uniqueId;
            case 'W' -> waits &= !(is(PropertyNames.WAIT, start, middle) && FALSE.equals(value(middle, end)));
            case 'D' -> delayed |= is(PropertyNames.DELAY, start, middle);
            case 'M' -> {
                hasRegion |= is(PropertyNames.MSG_REGION, start, middle);
                marked |= is(PropertyNames.MQ_TIMER_OFFSET, start, middle)
                        || is(PropertyNames.MQ_RECALLED, start, middle);
            }
            case 'C' -> hasCluster |= is(PropertyNames.CLUSTER, start, middle);
            default -> {}
        }
    }

    private void seeT(int start, int middle, int end) {
        if (is(PropertyNames.TAGS, start, middle)) {
            tag = value(middle, end);
        } else if (is(PropertyNames.TRAN_MSG, start, middle)) {
            transactional = TRUE.equals(value(middle, end));
        } else if (is(PropertyNames.TRACE_ON, start, middle)) {
            hasTrace = true;
        } else if (is(PropertyNames.TIMER_DELAY_SEC, start, middle)
                || is(PropertyNames.TIMER_DELAY_MS, start, middle)
                || is(PropertyNames.TIMER_DELIVER_MS, start, middle)) {
            delayed = true;
        }
    }

    private boolean is(String name, int start, int middle) {
        return middle - start == name.length() && text.startsWith(name, start);
    }

    private String value(int middle, int end) {
        return text.substring(middle + 1, end);
    }
}
