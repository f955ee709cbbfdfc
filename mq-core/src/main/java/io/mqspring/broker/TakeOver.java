package io.mqspring.broker;

import io.mqspring.broker.handover.ForeignDirectory;
import io.mqspring.broker.handover.ForeignDirectory.Finding;
import io.mqspring.broker.handover.TimerHandOver;
import io.mqspring.message.HostAddress;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.FaultHandler;
import io.mqspring.store.ArrivalListener;
import io.mqspring.store.LogMessageStore;
import io.mqspring.store.StoreException;
import io.mqspring.store.config.UnreadableConfigException;
import io.mqspring.store.disk.Disk;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a directory that an official broker had before, ahead of its being opened: it is refused if it holds what
 * cannot be served, what is not carried on is told, and waiting timers are taken over. A directory that only this broker had
 * costs a look at names. Stateless.
 */
final class TakeOver {

    private static final Logger log = LoggerFactory.getLogger(TakeOver.class);
    private static final ArrivalListener NOBODY = (topic, queueId, offset, tagsCode) -> {};

    private TakeOver() {}

    /**
     * @throws StoreException naming what cannot be served, and what to do
     */
    static void run(BrokerSettings settings, ExecutionBackend backend, Disk disk) {
        check(disk);
        TimerHandOver timers = new TimerHandOver(disk);
        if (timers.isForeign()) {
            int waiting = moveTimers(settings, backend, disk);
            log.info("'{}' was an official broker's; taken over, with {} waiting timers", disk.describe(), waiting);
        }
    }

    /** Puts waiting timers where the next broker finds all of them and nothing else. The store must be closed. */
    static int moveTimers(BrokerSettings settings, ExecutionBackend backend, Disk disk) {
        return new TimerHandOver(disk)
                .moveToEnd(
                        () -> LogMessageStore.open(settings.store(), disk, backend, FaultHandler.logging(), NOBODY),
                        HostAddress.LOCAL);
    }

    private static void check(Disk disk) {
        List<Finding> findings;
        try {
            findings = ForeignDirectory.inspect(disk);
        } catch (IOException e) {
            throw new StoreException("'" + disk.describe() + "' cannot be read: " + e.getMessage(), e);
        } catch (UnreadableConfigException e) {
            throw new StoreException(String.valueOf(e.getMessage()), e);
        }
        String forbidden = findings.stream()
                .filter(Finding::forbids)
                .map(Finding::toString)
                .collect(Collectors.joining("\n  "));
        if (!forbidden.isEmpty()) {
            throw new StoreException("The directory '" + disk.describe()
                    + "' holds what only an official broker can serve; nothing in it was changed:\n  " + forbidden);
        }
        findings.forEach(finding -> log.warn("In '{}' {}", disk.describe(), finding));
    }
}
