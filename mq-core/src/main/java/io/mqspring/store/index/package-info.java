/**
 * Finds records by unique id or key: hash index files in Apache RocketMQ's format, filled by the flusher following the log
 * and read by any thread. It is derived from the log, may be behind it, and gives candidates: whoever asks looks at the
 * records. Entry type: {@link io.mqspring.store.index.KeyIndex}.
 */
@NullMarked
package io.mqspring.store.index;

import org.jspecify.annotations.NullMarked;
