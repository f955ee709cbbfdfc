package io.mqspring.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqspring.consumer.ConsumerRig;
import io.mqspring.consumer.StartRefusedException;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.consumer.pull.Subscription;
import io.mqspring.filter.MessageFilter;
import io.mqspring.protocol.CheckClientConfigRequest;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RemotingException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FilterCheckTests {

    private final ConsumerRig rig = new ConsumerRig();
    private final FilterCheck check = new FilterCheck(ConsumerRig.GROUP, "me", rig.link, rig.routes);

    @BeforeEach
    void aTopic() {
        rig.broker.topic("orders", 2);
        rig.know("orders");
    }

    private CompletableFuture<Void> check(MessageFilter filter) {
        Subscription subscription = new Subscription("orders", filter, 7, SubscriptionSettings.defaults());
        return rig.ask(() -> check.check(List.of(subscription)));
    }

    @Test
    void aBrokerIsAskedOnceAboutAnExpressionAndNotAboutTags() {
        check(MessageFilter.tags("paid")).join();
        assertThat(rig.broker.requests(CheckClientConfigRequest.class)).isEmpty();

        check(MessageFilter.sql("amount > 10")).join();
        assertThat(rig.broker.requests(CheckClientConfigRequest.class))
                .singleElement()
                .satisfies(request -> {
                    assertThat(request.subscription().expressionType()).isEqualTo("SQL92");
                    assertThat(request.subscription().expression()).isEqualTo("amount > 10");
                    assertThat(request.subscription().tags()).isEqualTo(Set.of());
                    assertThat(request.subscription().version()).isEqualTo(7);
                });
    }

    @Test
    void aBrokerThatFiltersByTagsOnlyIsToldBySettingName() {
        rig.broker.interfere(request -> request instanceof CheckClientConfigRequest
                ? new CommandFailedException(
                        ResponseCode.SYSTEM_ERROR, "The broker does not support consumer to filter message by SQL92")
                : null);

        assertThatThrownBy(() -> check(MessageFilter.sql("amount > 10")).join())
                .cause()
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll("amount > 10", "billing", "orders", "enablePropertyFilter=true", "'b'");
    }

    @Test
    void whatABrokerCannotParseIsRefusedInItsWords() {
        rig.broker.interfere(request -> request instanceof CheckClientConfigRequest
                ? new CommandFailedException(ResponseCode.SUBSCRIPTION_PARSE_FAILED, "near 'CONTAINS'")
                : null);

        assertThatThrownBy(() -> check(MessageFilter.sql("a CONTAINS 'x'")).join())
                .cause()
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll("near 'CONTAINS'", "Correct the expression");
    }

    @Test
    void aBrokerThatDoesNotAnswerSaysNothing() {
        rig.broker.interfere(request -> request instanceof CheckClientConfigRequest
                ? new RemotingException(RemotingException.Kind.TIMEOUT, "lost")
                : null);

        assertThat(check(MessageFilter.sql("amount > 10"))).isCompleted();
    }
}
