package io.mqspring.broker;

import io.mqspring.broker.lock.KeptLock;
import io.mqspring.broker.lock.LockFile;
import io.mqspring.broker.lock.QueueLocks;
import io.mqspring.runtime.TimeSource;
import io.mqspring.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The locks of queues with the file that keeps them, {@code config/queueLocks.json}; official brokers have no such file and
 * pass it over. It has no backup: what was so before the last write would give a queue to two members. Thread safe.
 *
 * <pre>
 * {
 *   "lockTable" : { "group" : { "client id" : { "topic" : [ 0, 1 ] } } },
 *   "checksum" : ...
 * }
 * </pre>
 */
final class KeptLocks {

    private static final Logger log = LoggerFactory.getLogger(KeptLocks.class);

    private static final String FILE = "queueLocks.json";
    private static final String TABLE = "lockTable";

    private final ConfigFile file;
    private final QueueLocks locks;

    KeptLocks(ConfigFiles files, TimeSource time) {
        this.file = files.fileWithoutBackup(FILE, () -> document(locks().kept()));
        this.locks = new QueueLocks(time, new LockFile() {
            @Override
            public CompletableFuture<Void> write() {
                return file.written();
            }

            @Override
            public void writeSoon() {
                file.saveSoon();
            }
        });
    }

    QueueLocks locks() {
        return locks;
    }

    /** Reads the file. One that cannot be read keeps nobody from starting: in a minute what was in it means nothing any more. */
    void restore() {
        try {
            file.load().map(KeptLocks::locks).ifPresent(locks::restore);
        } catch (StoreException e) {
            log.warn(
                    "{}: no queue can be locked for a minute, so that none is consumed by two members; what was found is kept as"
                            + " {}.damaged",
                    e.getMessage(),
                    FILE);
            locks.restoreUnknown();
            file.saveSoon();
        }
    }

    /** Writes what has changed and not been written, and nothing from then on. */
    void close() {
        file.close();
    }

    private static Map<String, ?> document(List<KeptLock> kept) {
        Map<String, Map<String, Map<String, TreeSet<Integer>>>> table = new TreeMap<>();
        for (KeptLock lock : kept) {
            table.computeIfAbsent(lock.group(), group -> new TreeMap<>())
                    .computeIfAbsent(lock.clientId(), clientId -> new TreeMap<>())
                    .computeIfAbsent(lock.topic(), topic -> new TreeSet<>())
                    .add(lock.queueId());
        }
        return Map.of(TABLE, table);
    }

    private static List<KeptLock> locks(Map<String, Object> document) {
        List<KeptLock> kept = new ArrayList<>();
        Map<String, Object> table = JsonDocument.object(document, TABLE);
        for (String group : table.keySet()) {
            Map<String, Object> members = JsonDocument.object(table, group);
            for (String clientId : members.keySet()) {
                Map<String, Object> topics = JsonDocument.object(members, clientId);
                for (String topic : topics.keySet()) {
                    JsonDocument.numbers(topics, topic)
                            .forEach(queueId -> kept.add(new KeptLock(group, clientId, topic, queueId)));
                }
            }
        }
        return kept;
    }
}
