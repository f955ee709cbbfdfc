package io.mqspring.client;

import io.mqspring.consumer.StartRefusedException;
import io.mqspring.consumer.offset.BrokerLink;
import io.mqspring.consumer.pull.Subscription;
import io.mqspring.filter.TagExpression;
import io.mqspring.protocol.CheckClientConfigRequest;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.route.RouteTable;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Asks the brokers of a topic whether they evaluate a filter other than tags, before a consumer begins: an official broker
 * does so only if its configuration says so, and compiles the expression with its own parser. Stateless; on the client's loop.
 */
final class FilterCheck {

    private static final Set<ResponseCode> REFUSALS = Set.of(
            ResponseCode.SYSTEM_ERROR, ResponseCode.SUBSCRIPTION_PARSE_FAILED, ResponseCode.REQUEST_CODE_NOT_SUPPORTED);

    private final String group;
    private final String clientId;
    private final BrokerLink link;
    private final RouteTable routes;

    FilterCheck(String group, String clientId, BrokerLink link, RouteTable routes) {
        this.group = group;
        this.clientId = clientId;
        this.link = link;
        this.routes = routes;
    }

    /**
     * Asks about those that are not tags.
     *
     * @return completes on the loop; fails with {@link StartRefusedException} when a broker refuses one. A broker that does not
     *     answer says nothing
     */
    CompletableFuture<Void> check(Collection<Subscription> subscriptions) {
        return CompletableFuture.allOf(subscriptions.stream()
                .filter(subscription -> !(subscription.filter() instanceof TagExpression))
                .flatMap(subscription ->
                        brokersOf(subscription.topic()).stream().map(broker -> ask(broker, subscription)))
                .toArray(CompletableFuture<?>[]::new));
    }

    private Set<String> brokersOf(String topic) {
        return routes.known(topic).stream()
                .flatMap(route -> route.readable().stream())
                .map(queue -> queue.brokerName())
                .collect(Collectors.toSet());
    }

    private CompletableFuture<Void> ask(String broker, Subscription subscription) {
        return link.askBroker(broker, new CheckClientConfigRequest(clientId, group, subscription.entry()))
                .handle((answer, failure) -> {
                    if (failure != null
                            && BrokerLink.cause(failure) instanceof CommandFailedException refusal
                            && REFUSALS.contains(refusal.code())) {
                        throw refused(broker, subscription, refusal);
                    }
                    return null;
                });
    }

    private StartRefusedException refused(String broker, Subscription subscription, CommandFailedException refusal) {
        String advice = refusal.code() == ResponseCode.SUBSCRIPTION_PARSE_FAILED
                ? "Correct the expression."
                : "Set enablePropertyFilter=true in the broker's configuration, or choose by tags.";
        return new StartRefusedException(
                "Broker '" + broker + "' does not evaluate the "
                        + subscription.filter().type() + " expression \""
                        + subscription.filter() + "\" of group '" + group + "' on topic '" + subscription.topic()
                        + "' (it says: " + refusal.getMessage() + "). " + advice,
                refusal);
    }
}
