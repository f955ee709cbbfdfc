package io.mqspring.protocol;

/**
 * The queue is the claimant's now.
 *
 * @param lastOwner client id of the member that had it before; empty if it is not known
 */
public record ClaimQueueResponse(Outcome outcome, String lastOwner) implements Response {

    /** What has become of the last owner's work. */
    public enum Outcome {

        /** Nothing is known of a last owner: if there is one, it is a client that does not claim what it consumes. */
        FREE,

        /** The last owner has let go, or is out of the group: its last commit is there. */
        HANDED_OVER,

        /** The last owner has not let go in time. */
        TIMED_OUT
    }
}
