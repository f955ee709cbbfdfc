package io.mqspring.consumer.rebalance;

import io.mqspring.route.TopicRoute;

/** Decides which queues a member of a group has. On the client's loop, except {@link #wake}. */
public interface Assignment {

    /** Watches the topics and begins. */
    void start();

    /** Asks for a look soon. Any thread; does nothing when the client is closed. */
    void wake(String reason);

    /** A route has changed or appeared. */
    void routeChanged(TopicRoute route);

    /** Changes nothing any more. What is owned stays with the {@link AssignmentListener}, whoever closes gives it up. */
    void close();
}
