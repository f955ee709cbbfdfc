/**
 * The transactional sample: an order is sent if, and only if, it is in the database. Entry type:
 * {@link io.mqspring.samples.transactional.TransactionalApplication}.
 */
@NullMarked
package io.mqspring.samples.transactional;

import org.jspecify.annotations.NullMarked;
