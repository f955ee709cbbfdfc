package io.mqspring.spring.listener;

import io.mqspring.consumer.StartFrom;
import io.mqspring.observe.ClientObserver;
import io.mqspring.observe.RebalanceReason;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once per listener, at INFO, that it listens and to what: when its group's consumer has its first queues. The client
 * calls it as an observer. Thread safe.
 */
public final class ListeningLog implements ClientObserver {

    private static final Logger log = LoggerFactory.getLogger(ListeningLog.class);

    private record Place(String group, String topic) {}

    private final Map<Place, MqSubscription> expected = new ConcurrentHashMap<>();

    /** The consumer of a group is about to start. */
    void expect(String group, List<MqSubscription> subscriptions) {
        subscriptions.forEach(each -> expected.put(new Place(group, each.topic()), each));
    }

    @Override
    public void onRebalance(String group, String topic, int queuesOwned, RebalanceReason reason) {
        MqSubscription subscription = expected.remove(new Place(group, topic));
        if (subscription != null) {
            log.info(line(group, subscription, queuesOwned));
        }
    }

    static String line(String group, MqSubscription subscription, int queues) {
        return "Listening: " + group + " <- " + subscription.topic()
                + chosen(subscription.filter().toString()) + ", "
                + queues
                + (queues == 1 ? " queue" : " queues") + (subscription.broadcast() ? ", broadcasting, " : ", ")
                + subscription.settings().ordering() + ", concurrency "
                + subscription.settings().concurrency() + ", start "
                + start(subscription.settings().startFrom()) + "   (" + subscription.listenerId() + ")";
    }

    private static String chosen(String expression) {
        return expression.equals("*") ? "" : " [" + expression + "]";
    }

    private static String start(StartFrom startFrom) {
        return startFrom instanceof StartFrom.Timestamp at
                ? "timestamp " + at.time()
                : startFrom.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
