package io.mqspring.broker.handler.send;

import io.mqspring.broker.handler.Refusal;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.store.AppendRefusal;

/** Says to a sender why the store refused. Stateless. */
final class StoreRefusals {

    private StoreRefusals() {}

    static CommandFailedException explain(AppendRefusal refusal, String directory) {
        return switch (refusal) {
            case DISK_FULL ->
                Refusal.of(
                        ResponseCode.SERVICE_NOT_AVAILABLE,
                        "the disk of the broker's data directory '" + directory
                                + "' is full: nothing can be stored until"
                                + " there is room. Free some, or let the broker keep less (mq.embedded.retention and"
                                + " retention-size). Consuming goes on");
            case TOO_LARGE ->
                Refusal.of(ResponseCode.MESSAGE_ILLEGAL, "the message does not fit a segment of the broker's log");
            case CLOSED -> Refusal.of(ResponseCode.SERVICE_NOT_AVAILABLE, "the broker is closing");
            case NOT_FLUSHED ->
                Refusal.of(
                        ResponseCode.FLUSH_DISK_TIMEOUT,
                        "the message could not be forced to the broker's disk: it may or may not survive a crash");
        };
    }
}
