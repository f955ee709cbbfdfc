/** Tests of the message store on real files. */
@NullMarked
package io.mqspring.store;

import org.jspecify.annotations.NullMarked;
