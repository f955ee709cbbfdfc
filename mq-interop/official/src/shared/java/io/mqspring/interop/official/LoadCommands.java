package io.mqspring.interop.official;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;

/**
 * Load for the comparison of brokers. Each command answers with one line: nanoseconds that it took, or percentiles. Confined to the
 * command loop.
 */
final class LoadCommands {

    private static final long LIMIT_SECONDS = 120;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String nameServer;
    private DefaultMQProducer producer;

    LoadCommands(String nameServer) {
        this.nameServer = nameServer;
    }

    /** The answer, or null if it is another's command. */
    List<String> run(String[] words) throws Exception {
        switch (words[0]) {
            case "load-send":
                return List.of(Long.toString(send(
                        words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]), Integer.parseInt(words[4]))));
            case "load-batch":
                return List.of(Long.toString(batch(
                        words[1],
                        Integer.parseInt(words[2]),
                        Integer.parseInt(words[3]),
                        Integer.parseInt(words[4]),
                        Integer.parseInt(words[5]))));
            case "load-drain":
                return List.of(Long.toString(drain(words[1], words[2], Integer.parseInt(words[3]))));
            case "load-latency":
                return List.of(latency(
                        words[1], words[2], Integer.parseInt(words[3]), Integer.parseInt(words[4]), Integer.parseInt(words[5])));
            default:
                return null;
        }
    }

    /** Asynchronous sends, so many of them under way at most. */
    private long send(String topic, int count, int bytes, int underWay) throws Exception {
        Message message = new Message(topic, new byte[bytes]);
        Flight flight = new Flight(underWay);
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            flight.take();
            producer().send(new Message(topic, message.getBody()), flight);
        }
        flight.await();
        return System.nanoTime() - begin;
    }

    private long batch(String topic, int count, int bytes, int size, int underWay) throws Exception {
        byte[] body = new byte[bytes];
        Flight flight = new Flight(underWay);
        long begin = System.nanoTime();
        for (int i = 0; i < count; i += size) {
            List<Message> batch = new ArrayList<>(size);
            for (int m = 0; m < size; m++) {
                batch.add(new Message(topic, body));
            }
            flight.take();
            producer().send(batch, flight);
        }
        flight.await();
        return System.nanoTime() - begin;
    }

    /** Consumes what a topic holds, in a group that begins at the first message. */
    private long drain(String group, String topic, int count) throws Exception {
        CountDownLatch all = new CountDownLatch(count);
        AtomicLong first = new AtomicLong();
        AtomicLong last = new AtomicLong();
        DefaultMQPushConsumer consumer = consumer(group, topic, (messages, context) -> {
            first.compareAndSet(0, System.nanoTime());
            last.set(System.nanoTime());
            messages.forEach(message -> all.countDown());
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        try {
            if (!all.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(all.getCount() + " of " + count + " did not come");
            }
            return last.get() - first.get();
        } finally {
            consumer.shutdown();
        }
    }

    /** Sends at a steady pace to a consumer that waits; microseconds from send to listener: p50, p99, p99.9. */
    private String latency(String group, String topic, int perSecond, int seconds, int bytes) throws Exception {
        int warm = perSecond;
        int count = warm + perSecond * seconds;
        long[] micros = new long[count];
        AtomicInteger came = new AtomicInteger();
        // The topic holds a message of another length: when it comes, the consumer has its queues.
        CountDownLatch ready = new CountDownLatch(1);
        DefaultMQPushConsumer consumer = consumer(group, topic, (messages, context) -> {
            long now = System.nanoTime();
            messages.forEach(message -> {
                if (message.getBody().length != bytes) {
                    ready.countDown();
                    return;
                }
                ByteBuffer body = ByteBuffer.wrap(message.getBody());
                micros[body.getInt()] = (now - body.getLong()) / 1000;
                came.incrementAndGet();
            });
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        try {
            Flight flight = new Flight(1024);
            if (!ready.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the consumer has no queues");
            }
            long begin = System.nanoTime() + 500 * NANOS_PER_MILLI;
            for (int i = 0; i < count; i++) {
                long due = begin + i * (1_000_000_000L / perSecond);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                ByteBuffer body = ByteBuffer.allocate(bytes);
                body.putInt(i).putLong(System.nanoTime());
                flight.take();
                producer().send(new Message(topic, body.array()), flight);
            }
            flight.await();
            await(() -> came.get() >= count);
        } finally {
            consumer.shutdown();
        }
        long[] measured = Arrays.copyOfRange(micros, warm, count);
        Arrays.sort(measured);
        return measured[measured.length / 2] + "\t" + measured[(int) (measured.length * 0.99)] + "\t"
                + measured[(int) (measured.length * 0.999)];
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited in vain");
            }
            LockSupport.parkNanos(NANOS_PER_MILLI);
        }
    }

    private DefaultMQPushConsumer consumer(String group, String topic, MessageListenerConcurrently listener)
            throws Exception {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName("load-" + System.nanoTime());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setConsumeThreadMin(2);
        consumer.setConsumeThreadMax(2);
        consumer.setConsumeMessageBatchMaxSize(32);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener(listener);
        return consumer;
    }

    private DefaultMQProducer producer() throws Exception {
        if (producer == null) {
            producer = new DefaultMQProducer("load-producer");
            producer.setNamesrvAddr(nameServer);
            producer.setInstanceName("load-" + System.nanoTime());
            producer.setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
            producer.start();
        }
        return producer;
    }

    void close() {
        if (producer != null) {
            producer.shutdown();
        }
    }

    /** How many sends are under way, and whether one failed. */
    private static final class Flight implements SendCallback {

        private final int most;
        private final Semaphore free;
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Flight(int most) {
            this.most = most;
            this.free = new Semaphore(most);
        }

        void take() throws InterruptedException {
            free.acquire();
        }

        void await() throws InterruptedException {
            if (!free.tryAcquire(most, LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("sends were not answered in " + LIMIT_SECONDS + " s");
            }
            Throwable first = failure.get();
            if (first != null) {
                throw new IllegalStateException("a send failed", first);
            }
        }

        @Override
        public void onSuccess(SendResult result) {
            free.release();
        }

        @Override
        public void onException(Throwable e) {
            failure.compareAndSet(null, e);
            free.release();
        }
    }
}
