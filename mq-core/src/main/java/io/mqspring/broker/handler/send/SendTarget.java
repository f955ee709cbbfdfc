package io.mqspring.broker.handler.send;

import io.mqspring.broker.topic.Topic;

/** Where a send goes: a topic that exists and one of its queues. */
record SendTarget(Topic topic, int queueId) {}
