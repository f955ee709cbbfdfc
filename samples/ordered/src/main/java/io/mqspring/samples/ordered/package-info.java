/**
 * The ordered sample: the steps of each order come one after the other, those of many orders at once. Entry type:
 * {@link io.mqspring.samples.ordered.OrderedApplication}.
 */
@NullMarked
package io.mqspring.samples.ordered;

import org.jspecify.annotations.NullMarked;
