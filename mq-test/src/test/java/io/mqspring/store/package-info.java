/** Tests of the message store on a simulated disk and in virtual time. */
@NullMarked
package io.mqspring.store;

import org.jspecify.annotations.NullMarked;
