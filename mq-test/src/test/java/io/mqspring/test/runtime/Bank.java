package io.mqspring.test.runtime;

import io.mqspring.message.Message;
import io.mqspring.message.MessageView;
import io.mqspring.message.TransactionVerdict;
import io.mqspring.producer.TransactionListener;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The database of a producer group: it knows for certain what became of each local transaction, but those who are asked do
 * not always say so. Shared by all producers of the group, as a database is. Confined to the thread of the test.
 */
final class Bank implements TransactionListener {

    /** By message body, because a message is one transaction. */
    private final Map<String, TransactionVerdict> decided = new TreeMap<>();

    private final RandomGenerator random;
    private double silent;
    private int checks;

    Bank(RandomGenerator random) {
        this.random = random;
    }

    /** Lets this share of the answers be that it is not known, or a failure. */
    void silent(double share) {
        silent = share;
    }

    /** What became of each transaction. */
    Map<String, TransactionVerdict> decided() {
        return decided;
    }

    int checks() {
        return checks;
    }

    @Override
    public TransactionVerdict execute(Message message, String transactionId) {
        String body = new String(message.body());
        TransactionVerdict mine = random.nextInt(3) == 0 ? TransactionVerdict.ROLLBACK : TransactionVerdict.COMMIT;
        TransactionVerdict before = decided.putIfAbsent(body, mine);
        return answer(before == null ? mine : before);
    }

    /** A transaction that has not come to its end by now never will. */
    @Override
    public TransactionVerdict check(MessageView message) {
        checks++;
        TransactionVerdict before = decided.putIfAbsent(new String(message.body()), TransactionVerdict.ROLLBACK);
        return answer(before == null ? TransactionVerdict.ROLLBACK : before);
    }

    private TransactionVerdict answer(TransactionVerdict verdict) {
        if (random.nextDouble() >= silent) {
            return verdict;
        }
        if (random.nextBoolean()) {
            throw new IllegalStateException("the database does not answer");
        }
        return TransactionVerdict.UNKNOWN;
    }
}
