/** Tests of the key index. */
@NullMarked
package io.mqspring.store.index;

import org.jspecify.annotations.NullMarked;
