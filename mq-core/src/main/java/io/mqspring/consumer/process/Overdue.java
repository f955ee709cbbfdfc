package io.mqspring.consumer.process;

import io.mqspring.consumer.StuckCall;
import io.mqspring.message.MessageView;
import java.time.Duration;

/** A call that takes longer than it should, with its message as long as somebody may ask for it. Confined to the loop. */
final class Overdue {

    private final MessageView first;
    private final int messages;
    /** The age at which the log names it next: each time twice as old as the time before. */
    private long nextWarningNanos;

    private boolean givenUp;

    Overdue(Call call, long warningNanos) {
        this.first = call.message(0).view();
        this.messages = call.size();
        this.nextWarningNanos = warningNanos;
    }

    MessageView first() {
        return first;
    }

    int messages() {
        return messages;
    }

    /** Whether the log should name it now. */
    boolean isDue(long ageNanos) {
        if (ageNanos < nextWarningNanos) {
            return false;
        }
        nextWarningNanos = 2 * ageNanos;
        return true;
    }

    /** Its messages count as failed, whatever the listener still does. */
    void giveUp() {
        givenUp = true;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    StuckCall asSeen(String listener, long ageNanos) {
        return new StuckCall(
                listener,
                first.topic(),
                first.queue(),
                first.offset(),
                first.messageId(),
                messages,
                first.attempt(),
                Duration.ofNanos(ageNanos),
                givenUp);
    }
}
