package io.mqspring.broker.claim;

import io.mqspring.protocol.Claimant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who has a queue and who waits for it. Immutable.
 *
 * @param owner null: nobody who said so
 * @param last who let it go last, if nobody else has consumed it since
 * @param since monotonic time from which it is so, in nanoseconds
 * @param waiting in the order of their coming; nobody waits when there is no owner
 * @param sighted when the owner was seen last
 */
record Claim(
        @Nullable Claimant owner, @Nullable Claimant last, long since, List<WaitingClaim> waiting, Sighting sighted) {

    static final Claim NONE = new Claim(null, null, 0, List.of(), new Sighting(0));

    Claim ownedBy(Claimant next, long now) {
        return new Claim(next, null, isOwnedBy(next.clientId()) ? since : now, waiting, new Sighting(now));
    }

    Claim free(Claimant by, long now) {
        return new Claim(null, by, now, waiting, sighted);
    }

    Claim withWaiting(List<WaitingClaim> line) {
        return new Claim(owner, last, since, List.copyOf(line), sighted);
    }

    /** The claim that waits for a member, if one does. */
    Optional<WaitingClaim> waitingOf(String clientId) {
        return waiting.stream()
                .filter(one -> one.claimant().clientId().equals(clientId))
                .findFirst();
    }

    Claim without(WaitingClaim gone) {
        List<WaitingClaim> line = new ArrayList<>(waiting);
        line.remove(gone);
        return withWaiting(line);
    }

    /** With a newer claim of a member in the place of its older one, or at the end. */
    Claim with(WaitingClaim claim, @Nullable WaitingClaim older) {
        List<WaitingClaim> line = new ArrayList<>(waiting);
        if (older == null) {
            line.add(claim);
        } else {
            line.set(line.indexOf(older), claim);
        }
        return withWaiting(line);
    }

    boolean isOwnedBy(String clientId) {
        return owner != null && owner.clientId().equals(clientId);
    }

    /** Whether a queue that nobody is known to have may be a claimant's: nobody else let it go last, and it has not itself. */
    boolean mayHaveBeenOf(Claimant claimant) {
        return last == null || (last.clientId().equals(claimant.clientId()) && !isOver(claimant));
    }

    /** Whether what a claimant says belongs to a term that it has ended itself. */
    boolean isOver(Claimant claimant) {
        return last != null && last.clientId().equals(claimant.clientId()) && claimant.term() <= last.term();
    }
}
