/**
 * The one append-only log: segment files with their leases, the tail that appends go to, walking records and finding the
 * next whole one behind damage. Appends are confined by the store's append lock, forcing and preparing to its flusher;
 * reads below the readable watermark need no lock. Entry type: {@link io.mqspring.store.log.CommitLog}. It knows nothing
 * of queues.
 */
@NullMarked
package io.mqspring.store.log;

import org.jspecify.annotations.NullMarked;
