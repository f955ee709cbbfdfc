/**
 * What client and broker tell about themselves: callbacks with no-op defaults, to which metrics are bound elsewhere. They
 * are called on the runtime's own threads and must return quickly. Imports nothing but messages.
 */
@NullMarked
package io.mqspring.observe;

import org.jspecify.annotations.NullMarked;
