/** The one fixture package that is null-marked. */
@NullMarked
package violations.store.queue;

import org.jspecify.annotations.NullMarked;
