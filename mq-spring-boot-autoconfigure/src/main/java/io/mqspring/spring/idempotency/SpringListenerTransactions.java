package io.mqspring.spring.idempotency;

import io.mqspring.spring.listener.MqListenerDefinitionException;
import io.mqspring.spring.listener.adapter.ListenerTarget;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.util.StringUtils;

/**
 * Transactions of methods with {@code @Transactional}, opened with its attributes around the call, so that what the method's
 * proxy opens is a part of them. Needs spring-tx. Immutable.
 */
public final class SpringListenerTransactions implements ListenerTransactions {

    private final BeanFactory beanFactory;

    public SpringListenerTransactions(BeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    @Override
    public @Nullable TransactionBoundary of(ListenerTarget target) {
        TransactionAttributeSource attributes =
                beanFactory.getBeanProvider(TransactionAttributeSource.class).getIfAvailable();
        // Only a proxy says, by marking the transaction, when the method's failure is to roll it back.
        if (attributes == null || !AopUtils.isAopProxy(target.bean())) {
            return null;
        }
        TransactionAttribute attribute = attributes.getTransactionAttribute(target.method(), target.beanClass());
        if (attribute == null) {
            return null;
        }
        return switch (attribute.getPropagationBehavior()) {
            case TransactionDefinition.PROPAGATION_NOT_SUPPORTED, TransactionDefinition.PROPAGATION_NEVER -> null;
            case TransactionDefinition.PROPAGATION_REQUIRES_NEW -> throw apart(target);
            default -> boundary(attribute);
        };
    }

    private @Nullable TransactionBoundary boundary(TransactionAttribute attribute) {
        // Whether a data source takes part in a transaction of JTA cannot be seen from here.
        if (!(transactionManager(attribute) instanceof PlatformTransactionManager manager) || isJta(manager)) {
            return null;
        }
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition(attribute);
        definition.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRED);
        // The mark is written even where the method only reads.
        definition.setReadOnly(false);
        return () -> new OpenTransaction(manager, manager.getTransaction(definition));
    }

    private @Nullable TransactionManager transactionManager(TransactionAttribute attribute) {
        String qualifier = attribute.getQualifier();
        return StringUtils.hasText(qualifier)
                ? BeanFactoryAnnotationUtils.qualifiedBeanOfType(beanFactory, TransactionManager.class, qualifier)
                : beanFactory.getBeanProvider(TransactionManager.class).getIfUnique();
    }

    /** By name, since the class itself cannot be loaded where there is no JTA. */
    private static boolean isJta(PlatformTransactionManager manager) {
        for (Class<?> type = manager.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals("org.springframework.transaction.jta.JtaTransactionManager")) {
                return true;
            }
        }
        return false;
    }

    private static MqListenerDefinitionException apart(ListenerTarget target) {
        return new MqListenerDefinitionException(
                "The listener " + target.description() + " is @Idempotent and has a transaction with the propagation"
                        + " REQUIRES_NEW, which nothing else can be part of: its effect could be committed without the"
                        + " mark that it happened.",
                "Use @Transactional with the propagation REQUIRED, which opens a new transaction in a listener just the"
                        + " same.");
    }

    private record OpenTransaction(PlatformTransactionManager manager, TransactionStatus status)
            implements TransactionBoundary.Open {

        @Override
        public boolean isRollbackOnly() {
            return status.isRollbackOnly();
        }

        @Override
        public void commit() {
            manager.commit(status);
        }

        @Override
        public void rollback() {
            manager.rollback(status);
        }
    }
}
