package io.mqspring.client;

import io.mqspring.admin.ReleaseNames;
import io.mqspring.consumer.Ordering;
import io.mqspring.consumer.RetryPolicy;
import io.mqspring.message.DelayLevels;
import io.mqspring.protocol.ProtocolVersion;
import io.mqspring.route.RouteTable;
import io.mqspring.runtime.Cancellable;
import io.mqspring.runtime.SerialExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once, for each listener of a group, what its retry delays become on brokers that know delay levels only; nothing
 * where brokers keep delays as they are, or retries wait in memory. Confined to the client's loop.
 */
final class LadderNotes {

    private static final Logger log = LoggerFactory.getLogger(LadderNotes.class);

    private final String group;
    private final List<TopicListener> listeners;
    private final RouteTable routes;
    private final ToIntFunction<String> brokerVersion;
    private final SerialExecutor loop;
    private final Duration again;
    private Cancellable waiting = () -> {};

    /**
     * @param brokerVersion of the broker at an address; 0 if it has never answered
     * @param again when to look again for the version of a broker that has not answered
     */
    LadderNotes(
            String group,
            List<TopicListener> listeners,
            RouteTable routes,
            ToIntFunction<String> brokerVersion,
            SerialExecutor loop,
            Duration again) {
        this.group = group;
        this.listeners = listeners;
        this.routes = routes;
        this.brokerVersion = brokerVersion;
        this.loop = loop;
        this.again = again;
    }

    /** Says it as soon as a broker without exact delays is known, or never. */
    void tell() {
        loop.assertCurrent();
        Set<String> masters = routes.masterAddresses();
        for (String address : masters) {
            int version = brokerVersion.applyAsInt(address);
            if (version > 0 && version < ProtocolVersion.V5_0_0) {
                listeners.forEach(listener -> tell(listener, address, version));
                return;
            }
        }
        if (masters.isEmpty() || masters.stream().anyMatch(address -> brokerVersion.applyAsInt(address) == 0)) {
            waiting = loop.schedule(this::tell, again);
        }
    }

    void close() {
        waiting.cancel();
    }

    private void tell(TopicListener one, String address, int version) {
        RetryPolicy policy = one.subscription().settings().retries();
        if (one.subscription().settings().ordering() != Ordering.NONE || policy.maxAttempts() == 0) {
            return;
        }
        log.info(
                "{}: broker {} is RocketMQ {} and knows delay levels only: {} on {} is retried after {}{}",
                group,
                address,
                ReleaseNames.of(version),
                one.listener().name(),
                one.topic(),
                delays(policy, LadderNotes::nearest),
                isKept(policy) ? ", as set" : " instead of " + delays(policy, Function.identity()));
    }

    private static boolean isKept(RetryPolicy policy) {
        return policy.jitter() == 0
                && policy.delays().stream().allMatch(delay -> nearest(delay).equals(delay));
    }

    private static Duration nearest(Duration delay) {
        return delay.isZero() ? delay : DelayLevels.delay(DelayLevels.nearest(delay));
    }

    private static String delays(RetryPolicy policy, Function<Duration, Duration> change) {
        int told = Math.min(policy.maxAttempts(), policy.delays().size());
        return IntStream.rangeClosed(1, told)
                .mapToObj(retry -> change.apply(policy.delay(retry)).toString())
                .collect(Collectors.joining(", "));
    }
}
