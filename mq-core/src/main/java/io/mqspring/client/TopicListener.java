package io.mqspring.client;

import io.mqspring.consumer.AsyncMessageListener;
import io.mqspring.consumer.pull.Subscription;

/** A subscription and who consumes it. */
record TopicListener(Subscription subscription, AsyncMessageListener listener) {

    String topic() {
        return subscription.topic();
    }
}
