package io.mqspring.spring.idempotency;

/** Opens transactions that a listener method joins, on the calling thread. Thread safe. */
@FunctionalInterface
public interface TransactionBoundary {

    /** Opens one; the caller ends it. */
    Open begin();

    /** A transaction of this thread. */
    interface Open {

        /** Whether it can only be rolled back: the method has failed. */
        boolean isRollbackOnly();

        void commit();

        void rollback();
    }
}
