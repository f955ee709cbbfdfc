package io.mqspring.consumer.pull;

import io.mqspring.consumer.claim.Tenures;
import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.observe.ClientObserver;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.TimeSource;
import java.util.random.RandomGenerator;

/**
 * What a pull loop needs of its client.
 *
 * @param budget the client's bytes, of which each topic has a part
 * @param tenures begins this member's terms of ownership
 * @param random confined to the loop
 * @param heartbeatSoon called when a broker does not know the subscription yet; must be cheap and may be called often
 */
public record PullSurroundings(
        BrokerLink link,
        RouteTable routes,
        CacheBudget budget,
        Tenures tenures,
        TimeSource time,
        RandomGenerator random,
        ClientObserver observer,
        Runnable heartbeatSoon) {}
