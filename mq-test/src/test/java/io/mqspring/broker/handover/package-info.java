/** What official brokers and this one leave each other, on the simulated disk. */
@NullMarked
package io.mqspring.broker.handover;

import org.jspecify.annotations.NullMarked;
