package io.mqspring.broker.group;

import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.Peer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Tells once, on its executor, of each peer it was given that the connection is closed. Confined to that executor. */
final class PeerWatch {

    private final SerialExecutor executor;
    private final Consumer<Peer> onClosed;
    private final Set<Peer> watched = Collections.newSetFromMap(new IdentityHashMap<>());

    PeerWatch(SerialExecutor executor, Consumer<Peer> onClosed) {
        this.executor = executor;
        this.onClosed = onClosed;
    }

    /** Watches a peer; watching it again changes nothing. */
    void add(Peer peer) {
        if (watched.add(peer)) {
            peer.onClose(() -> {
                try {
                    executor.execute(() -> closed(peer));
                } catch (RejectedExecutionException ignored) {
                    // Justification: the broker is closed, and with it everything known about the peer.
                    return;
                }
            });
        }
    }

    private void closed(Peer peer) {
        watched.remove(peer);
        onClosed.accept(peer);
    }
}
