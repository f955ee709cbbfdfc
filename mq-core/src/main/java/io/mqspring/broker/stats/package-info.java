/**
 * What a broker counts per topic and group, over the last minute, hour and day and since its start. Entry type: {@link
 * io.mqspring.broker.stats.BrokerFigures}. Counting is for any thread and takes no lock; samples are taken on the broker's
 * serial executor. Nothing is kept over a restart.
 */
@NullMarked
package io.mqspring.broker.stats;

import org.jspecify.annotations.NullMarked;
