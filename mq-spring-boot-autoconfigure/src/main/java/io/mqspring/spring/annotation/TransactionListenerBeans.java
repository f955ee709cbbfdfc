package io.mqspring.spring.annotation;

import io.mqspring.message.TopicNames;
import io.mqspring.spring.core.MqLocalTransaction;
import io.mqspring.spring.core.MqTransactions;
import io.mqspring.spring.listener.MqListenerDefinitionException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

/**
 * Finds the beans that answer for transactions, without making them, and has the application join their groups when it has
 * all its beans.
 */
public final class TransactionListenerBeans implements SmartInitializingSingleton {

    private final ConfigurableListableBeanFactory beanFactory;

    public TransactionListenerBeans(ConfigurableListableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    /**
     * The listeners by group, each made when it is asked for.
     *
     * @throws MqListenerDefinitionException when one says no group, an illegal one, or that of another
     */
    public Map<String, Supplier<MqLocalTransaction<?>>> byGroup() {
        Map<String, String> names = new HashMap<>();
        Map<String, Supplier<MqLocalTransaction<?>>> listeners = new LinkedHashMap<>();
        for (String beanName : beanFactory.getBeanNamesForType(MqLocalTransaction.class, true, false)) {
            if (isScopedTarget(beanName)) {
                continue;
            }
            String group = group(beanName);
            String other = names.put(group, beanName);
            if (other != null) {
                throw new MqListenerDefinitionException(
                        "The beans '" + other + "' and '" + beanName + "' both answer for the transactions of group '"
                                + group + "'.",
                        "Give each its own name in @MqTransactionListener.");
            }
            listeners.put(group, () -> beanFactory.getBean(beanName, MqLocalTransaction.class));
        }
        return listeners;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String beanName : beanFactory.getBeanNamesForAnnotation(MqTransactionListener.class)) {
            if (!beanFactory.isTypeMatch(beanName, MqLocalTransaction.class)) {
                throw new MqListenerDefinitionException(
                        "The bean '" + beanName
                                + "' is annotated with @MqTransactionListener, but is no MqLocalTransaction.",
                        "Implement MqLocalTransaction<T>, where T is the payload's type; it has both halves, execute and"
                                + " check.");
            }
        }
        if (byGroup().isEmpty()) {
            return;
        }
        try {
            beanFactory.getBean(MqTransactions.class).joinAll();
        } catch (IllegalArgumentException e) {
            throw new MqListenerDefinitionException(
                    "A transaction listener cannot be used: " + e.getMessage() + ".",
                    "Give it a group of its own in @MqTransactionListener.",
                    e);
        }
    }

    private String group(String beanName) {
        MqTransactionListener annotation =
                beanFactory.findAnnotationOnBean(beanName, MqTransactionListener.class, false);
        if (annotation == null) {
            throw new MqListenerDefinitionException(
                    "The bean '" + beanName + "' is an MqLocalTransaction, but does not say of which group.",
                    "Annotate its class or @Bean method with @MqTransactionListener(\"...\"); that name then goes into"
                            + " inTransaction(\"...\").");
        }
        try {
            String resolved = beanFactory.resolveEmbeddedValue(annotation.value());
            return TopicNames.checkGroup(resolved == null ? "" : resolved.trim());
        } catch (IllegalArgumentException e) {
            throw new MqListenerDefinitionException(
                    "The @MqTransactionListener of the bean '" + beanName + "' names no possible group: "
                            + e.getMessage() + ".",
                    "Set it to a name of letters, digits, '_' and '-', or define the property that it refers to.",
                    e);
        }
    }

    private boolean isScopedTarget(String beanName) {
        return beanFactory.containsBeanDefinition(beanName)
                && beanFactory.getBeanDefinition(beanName) instanceof AbstractBeanDefinition definition
                && !definition.isAutowireCandidate();
    }
}
