package io.mqspring.autoconfigure;

import io.mqspring.consumer.allocation.AllocationStrategy;
import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** How the queues of each group are divided, as properties and beans say. */
final class Allocations {

    private static final String FIXED = "fixed:";

    private final MqProperties.Client properties;
    private final BeanFactory beans;

    Allocations(MqProperties.Client properties, BeanFactory beans) {
        this.properties = properties;
        this.beans = beans;
    }

    /**
     * The strategy of a group.
     *
     * @throws InvalidConfigurationPropertyValueException naming the property that does not name one
     */
    AllocationStrategy of(String group) {
        String own = properties.allocations().get(group);
        return own != null
                ? parse("mq.client.allocations." + group, own)
                : parse("mq.client.allocation", properties.allocation());
    }

    private AllocationStrategy parse(String property, String value) {
        String name = value.trim();
        switch (name) {
            case "average":
                return AllocationStrategy.average();
            case "circle":
                return AllocationStrategy.circle();
            case "consistent-hash":
                return AllocationStrategy.consistentHash();
            default:
                return name.startsWith(FIXED) ? fixed(property, name) : bean(property, name);
        }
    }

    private static AllocationStrategy fixed(String property, String value) {
        try {
            List<Integer> ids = Arrays.stream(value.substring(FIXED.length()).split(","))
                    .map(String::trim)
                    .map(Integer::valueOf)
                    .toList();
            return AllocationStrategy.fixedIds(ids);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(
                    property, value, "After 'fixed:' come the ids of queues, from 0, as in fixed:0,2.", e);
        }
    }

    private AllocationStrategy bean(String property, String name) {
        if (!beans.containsBean(name) || !beans.isTypeMatch(name, AllocationStrategy.class)) {
            throw new InvalidConfigurationPropertyValueException(
                    property,
                    name,
                    "It is average, circle, consistent-hash, fixed:<queue ids>, or the name of an AllocationStrategy bean.");
        }
        return beans.getBean(name, AllocationStrategy.class);
    }
}
