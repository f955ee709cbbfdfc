/**
 * Fetching left to the user. The pull consumer: fetch a topic's queues, pull from offsets, commit by hand; it has no thread and no
 * loop of its own, every call waits in its caller's thread. And the desk at which a polling consumer hands out what was fetched
 * ahead. Entry types: {@link io.mqspring.consumer.fetch.DefaultPullConsumer}, {@link io.mqspring.consumer.fetch.PollDesk}.
 */
@NullMarked
package io.mqspring.consumer.fetch;

import org.jspecify.annotations.NullMarked;
