package io.mqspring.benchmarks;

import io.mqspring.spring.config.MqListenerConfigurer;
import io.mqspring.spring.config.MqListenerEndpoint;
import io.mqspring.spring.config.MqListenerEndpointRegistrar;
import io.mqspring.spring.config.MqListenerOptions;
import io.mqspring.spring.core.MqTemplate;
import io.mqspring.spring.listener.adapter.ListenerName;
import io.mqspring.spring.listener.adapter.MethodListenerFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * The application that is measured: so many listener methods, each with a topic and a group of its own. Arguments: how many, the
 * name server or {@code embedded}, and the directory of the embedded broker. On its input, {@code load <seconds> <rate>} has it send so
 * many messages a second to each listener and answer with what came; any other line asks for the figures of its JVM.
 */
public final class ListenersApplication {

    static final String EMBEDDED = "embedded";
    static final String TOPIC = "ticks-";

    private static final int SLICES = 100;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final int count;
    private final AtomicLong received = new AtomicLong();
    private final Histogram latency = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);

    /** What is sent. */
    record Tick(long nanos) {}

    private ListenersApplication(int count) {
        this.count = count;
    }

    public static void main(String[] arguments) throws Exception {
        ListenersApplication application = new ListenersApplication(Integer.parseInt(arguments[0]));
        Map<String, Object> properties = arguments[1].equals(EMBEDDED)
                ? Map.of("mq.embedded.enabled", true, "mq.embedded.data-dir", arguments[2])
                : Map.of("mq.name-server", arguments[1]);
        AnnotationConfigApplicationContext context = SpringContext.start(
                properties,
                beans -> beans.registerBean(
                        MqListenerConfigurer.class,
                        () -> registrar ->
                                application.register(registrar, beans.getBean(MethodListenerFactory.class))));
        MqTemplate mq = context.getBean(MqTemplate.class);
        // Each listener once, so that everything that is made when it is first used is there.
        for (int i = 0; i < application.count; i++) {
            application.send(mq, i);
        }
        application.awaitReceived(application.count);
        System.out.println("started " + application.count);
        application.answer(mq);
        context.close();
    }

    private void register(MqListenerEndpointRegistrar registrar, MethodListenerFactory factory) {
        Method method;
        try {
            method = Counting.class.getDeclaredMethod("on", Tick.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < count; i++) {
            registrar.register(new MqListenerEndpoint(
                    "listener-" + i,
                    "group-" + i,
                    List.of(TOPIC + i),
                    "*",
                    MqListenerOptions.none(),
                    MethodListenerFactory.describe(Counting.class, method),
                    factory.listener(
                            new ListenerName("listener-" + i, "group-" + i),
                            new Counting(),
                            Counting.class,
                            method,
                            method)));
        }
    }

    private void answer(MqTemplate mq) throws IOException {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            if (line.startsWith("load ")) {
                String[] words = line.split(" ");
                load(mq, Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            } else {
                System.out.println(JvmFigures.answer(line));
            }
        }
    }

    private void load(MqTemplate mq, int seconds, int rate) {
        latency.reset();
        long before = received.get();
        long begin = System.nanoTime();
        long sent = 0;
        for (int slice = 1; slice <= seconds * SLICES; slice++) {
            long due = (long) count * rate * slice / SLICES;
            while (sent < due) {
                send(mq, (int) (sent++ % count));
            }
            LockSupport.parkNanos(begin + TimeUnit.SECONDS.toNanos(slice) / SLICES - System.nanoTime());
        }
        awaitReceived(before + sent);
        System.out.printf(
                "loaded %.0f %d %d%n",
                sent * 1e9 / (System.nanoTime() - begin),
                latency.getValueAtPercentile(50) / 1000,
                latency.getValueAtPercentile(99) / 1000);
    }

    private void send(MqTemplate mq, int listener) {
        mq.message(new Tick(System.nanoTime())).to(TOPIC + listener).sendAsync();
    }

    private void awaitReceived(long messages) {
        long deadline = System.nanoTime() + PATIENCE;
        while (received.get() < messages) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only " + received.get() + " of " + messages + " messages came");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The bean with the listener method; there are as many as listeners. */
    final class Counting {

        void on(Tick tick) {
            latency.recordValue(Math.max(0, System.nanoTime() - tick.nanos()));
            received.incrementAndGet();
        }
    }
}
