package io.mqspring.autoconfigure;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches when {@code mq.name-server} is set, as text or as a list; a blank one is not set. */
final class NameServerCondition extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        List<String> servers = Binder.get(context.getEnvironment())
                .bind("mq.name-server", Bindable.listOf(String.class))
                .orElseGet(List::of);
        ConditionMessage.Builder message = ConditionMessage.forCondition("mq.name-server");
        return servers.isEmpty()
                ? ConditionOutcome.noMatch(message.because("is not set"))
                : ConditionOutcome.match(message.because("is " + servers));
    }
}
