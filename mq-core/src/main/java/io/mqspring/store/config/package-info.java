/**
 * The small files of a data directory: JSON files that are replaced whole and keep a backup, and the checkpoint. Called from
 * the executor of whoever owns a file. What is in the JSON files is their owners' affair. Entry types: {@link
 * io.mqspring.store.config.ConfigDirectory}, {@link io.mqspring.store.config.Checkpoint}.
 */
@NullMarked
package io.mqspring.store.config;

import org.jspecify.annotations.NullMarked;
