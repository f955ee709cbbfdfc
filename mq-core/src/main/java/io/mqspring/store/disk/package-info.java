/**
 * The only place that touches files: opening, mapping, forcing, truncating, renaming, locking and free space, behind
 * {@code Disk} and {@code DiskFile}, so that a simulated disk can forget and tear.
 */
@NullMarked
package io.mqspring.store.disk;

import org.jspecify.annotations.NullMarked;
