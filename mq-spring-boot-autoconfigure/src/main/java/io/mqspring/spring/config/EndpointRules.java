package io.mqspring.spring.config;

import io.mqspring.filter.MessageFilter;
import io.mqspring.filter.TagExpression;
import io.mqspring.message.TopicNames;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a new endpoint must keep to beside those that are there, with all settings in force. Immutable. */
final class EndpointRules {

    private final Function<MqListenerEndpoint, MessageFilter> filters;
    private final Predicate<MqListenerEndpoint> broadcasts;

    /**
     * @param filters which messages an endpoint gets; fails with {@link IllegalArgumentException} when its tags are wrong
     * @param broadcasts whether every instance gets every message of an endpoint
     */
    EndpointRules(Function<MqListenerEndpoint, MessageFilter> filters, Predicate<MqListenerEndpoint> broadcasts) {
        this.filters = filters;
        this.broadcasts = broadcasts;
    }

    void check(MqListenerEndpoint endpoint, Collection<MqListenerEndpoint> others) {
        checkNames(endpoint);
        for (MqListenerEndpoint other : others) {
            if (other.id().equals(endpoint.id())) {
                throw duplicateId(endpoint, other);
            }
            if (other.group().equals(endpoint.group())) {
                if (broadcasts.test(other) != broadcasts.test(endpoint)) {
                    throw mixedModels(endpoint, other);
                }
                endpoint.topics().stream()
                        .filter(other.topics()::contains)
                        .findFirst()
                        .ifPresent(topic -> refuseSameTopic(endpoint, other, topic));
            }
        }
    }

    private void checkNames(MqListenerEndpoint endpoint) {
        if (endpoint.topics().isEmpty()) {
            throw new MqListenerDefinitionException(
                    "The listener " + endpoint.source() + " has no topic.",
                    "Name at least one: @MqListener(topics = \"...\").");
        }
        try {
            TopicNames.checkGroup(endpoint.group());
            endpoint.topics().forEach(TopicNames::checkTopic);
            Objects.requireNonNull(filters.apply(endpoint));
        } catch (IllegalArgumentException e) {
            throw new MqListenerDefinitionException(
                    "The listener " + endpoint.source() + " has an illegal topic, group or tag: " + e.getMessage()
                            + ".",
                    "Correct the topics, group or tags of its @MqListener.",
                    e);
        }
    }

    private static MqListenerDefinitionException duplicateId(MqListenerEndpoint endpoint, MqListenerEndpoint other) {
        return new MqListenerDefinitionException(
                "Two listeners have the id '" + endpoint.id() + "': " + other.source() + " and " + endpoint.source()
                        + ".",
                "Give one of them an id of its own: @MqListener(id = \"...\").");
    }

    private MqListenerDefinitionException mixedModels(MqListenerEndpoint endpoint, MqListenerEndpoint other) {
        boolean mine = broadcasts.test(endpoint);
        return new MqListenerDefinitionException(
                "Of the listeners of group '" + endpoint.group() + "', " + (mine ? endpoint : other).source()
                        + " broadcasts, and " + (mine ? other : endpoint).source()
                        + " does not. A group shares its messages, or every instance gets all of them.",
                "Give one of them another group, or set broadcast of both alike.");
    }

    private void refuseSameTopic(MqListenerEndpoint endpoint, MqListenerEndpoint other, String topic) {
        String both = other.source() + " and " + endpoint.source();
        MessageFilter others = filters.apply(other);
        MessageFilter mine = filters.apply(endpoint);
        if (others.equals(mine)) {
            throw new MqListenerDefinitionException(
                    "Two listeners of group '" + endpoint.group() + "' consume the same messages of topic '" + topic
                            + "': " + both + ". A group gets every message once, so that one of them would get none.",
                    "Give one of them another group, if each is to get every message, or remove one.");
        }
        boolean tags = others instanceof TagExpression && mine instanceof TagExpression;
        throw new MqListenerDefinitionException(
                "Two listeners of group '" + endpoint.group() + "' select different " + (tags ? "tags" : "messages")
                        + " of topic '" + topic + "': " + other.source() + " [" + others + "] and " + endpoint.source()
                        + " [" + mine
                        + "]. A group has one subscription per topic, so that messages of one of them would be lost.",
                "Give one of them another group, or take both in one method"
                        + (tags ? ": tags = \"" + others + " || " + mine + "\"." : "."));
    }
}
