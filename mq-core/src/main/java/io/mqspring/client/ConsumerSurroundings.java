package io.mqspring.client;

import io.mqspring.consumer.claim.ClaimingBrokers;
import io.mqspring.consumer.claim.Tenures;
import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.consumer.pull.CacheBudget;
import io.mqspring.consumer.pull.PullSurroundings;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.ExecutionBackend;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What a consumer gets of its client.
 *
 * @param instance keeps what is only this instance's own
 * @param prepareTopics makes sure that topics exist, where that is this client's to do; never fails
 * @param unregister tells the brokers that a group loses this member; never fails
 */
record ConsumerSurroundings(
        String clientId,
        ClientSettings settings,
        ExecutionBackend backend,
        BrokerLink link,
        RouteTable routes,
        CacheBudget budget,
        Heartbeat heartbeat,
        InstanceDirectory instance,
        Function<Collection<String>, CompletableFuture<Void>> prepareTopics,
        Function<String, CompletableFuture<Void>> unregister) {

    /**
     * What the pull loop of a group needs.
     *
     * @param claiming brokers at which queues are claimed before they are consumed
     */
    PullSurroundings pulling(String group, ClaimingBrokers claiming) {
        return new PullSurroundings(
                link,
                routes,
                budget,
                new Tenures(group, clientId, link, routes, claiming, backend.time(), settings.observer()),
                backend.time(),
                backend.newRandom(),
                settings.observer(),
                heartbeat::soon);
    }
}
