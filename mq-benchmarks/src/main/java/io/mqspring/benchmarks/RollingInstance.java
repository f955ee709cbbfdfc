package io.mqspring.benchmarks;

import io.mqspring.message.MessageView;
import io.mqspring.spring.annotation.MqListener;
import io.mqspring.spring.config.MqListenerEndpointRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * One instance of the application that is restarted: a listener that takes a few milliseconds and says in a journal what it has
 * done. Arguments: the name server and the journal. Ready when it owns queues; ends in good order on SIGTERM.
 */
public final class RollingInstance {

    static final String TOPIC = "rolling";

    private static final long WORK = TimeUnit.MILLISECONDS.toNanos(5);

    private final RollingJournal journal;

    private RollingInstance(Path journal) {
        this.journal = new RollingJournal(journal);
    }

    public static void main(String[] arguments) {
        RollingInstance instance = new RollingInstance(Path.of(arguments[1]));
        AnnotationConfigApplicationContext context = SpringContext.start(
                Map.of("mq.name-server", arguments[0]),
                beans -> beans.registerBean(RollingInstance.class, () -> instance));
        MqListenerEndpointRegistry registry = context.getBean(MqListenerEndpointRegistry.class);
        while (registry.containers().stream()
                .allMatch(container -> container.queues().isEmpty())) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        System.out.println("ready " + context.getId());
    }

    @MqListener(topics = TOPIC, group = "rolling-group", startFrom = "earliest")
    void on(MessageView message) {
        LockSupport.parkNanos(WORK);
        ByteBuffer body = ByteBuffer.wrap(message.body());
        journal.add(new RollingJournal.Entry(
                body.getInt(), message.queue().queueId(), body.getLong(), System.currentTimeMillis()));
    }
}
