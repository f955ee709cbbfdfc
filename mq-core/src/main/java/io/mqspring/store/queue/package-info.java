/**
 * The index of each queue over the log: fixed 20-byte entries, in files that come with their first entry and are mapped
 * when used. Written under the store's append lock, forced by the flusher, read without a lock below the published offset.
 * Entry type: {@link io.mqspring.store.queue.ConsumeQueues}.
 */
@NullMarked
package io.mqspring.store.queue;

import org.jspecify.annotations.NullMarked;
