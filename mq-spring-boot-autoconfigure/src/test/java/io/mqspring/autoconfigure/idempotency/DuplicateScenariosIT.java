package io.mqspring.autoconfigure.idempotency;

import java.util.concurrent.atomic.AtomicInteger;

class DuplicateScenariosIT extends DuplicateScenariosContract {

    private final AtomicInteger databases = new AtomicInteger();

    @Override
    String newDatabase() {
        return "jdbc:h2:mem:duplicates" + System.identityHashCode(this) + databases.incrementAndGet()
                + ";DB_CLOSE_DELAY=-1";
    }

    @Override
    String user() {
        return "sa";
    }
}
