/** Tests of the small files of a data directory. */
@NullMarked
package io.mqspring.store.config;

import org.jspecify.annotations.NullMarked;
