package io.mqspring.producer;

import io.mqspring.observe.ClientObserver;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.TimeSource;
import io.mqspring.transport.RemotingClient;

/** What all sends of a producer share. */
record SendContext(
        RemotingClient remoting,
        RouteTable routes,
        TimeSource time,
        ProducerSettings settings,
        ClientObserver observer,
        QueueRotation rotation,
        BrokerAvoidance avoidance,
        OrderedSends ordered,
        RetryPauses pauses,
        PendingBytes pending,
        CompletionHandOver handOver,
        ParkedSends parked,
        BrokerVersions versions) {}
