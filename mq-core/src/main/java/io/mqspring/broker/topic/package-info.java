/**
 * The topics of a broker and their queues: what exists, what a first message creates, and how it is kept in {@code
 * config/topics.json}. Readers on any thread see a concurrent table; files are written on the broker's serial executor.
 * Entry type: {@link io.mqspring.broker.topic.TopicTable}. Offsets and records are the store's.
 */
@NullMarked
package io.mqspring.broker.topic;

import org.jspecify.annotations.NullMarked;
