package io.mqspring.broker.handler.admin;

import java.util.concurrent.CompletableFuture;

/** Deletes topics and groups for good. Thread safe; touches the disk. */
public interface Removals {

    /**
     * Deletes a topic with its messages, and the offsets that groups have in it; nothing happens if there is none. Pulls that
     * wait for it are refused.
     *
     * @return completes when the deletion survives a crash
     */
    CompletableFuture<Void> topic(String name);

    /**
     * Deletes a group's settings.
     *
     * @param offsets whether its offsets go, too
     * @return completes when the deletion survives a crash
     */
    CompletableFuture<Void> group(String name, boolean offsets);

    /** Completes when what was changed in topics, groups and offsets survives a crash. */
    CompletableFuture<Void> saved();
}
