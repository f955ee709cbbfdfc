/** Pop mode: handing out, acknowledging, and who pops which queues. Entry type: {@link io.mqspring.broker.handler.pop.PopHandlers}. */
@NullMarked
package io.mqspring.broker.handler.pop;

import org.jspecify.annotations.NullMarked;
