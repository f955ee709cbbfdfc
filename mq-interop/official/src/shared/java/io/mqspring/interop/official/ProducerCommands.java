package io.mqspring.interop.official;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** What producers can do, as commands. Producers are made when first needed. Confined to the command loop. */
final class ProducerCommands {

    private static final long TIMEOUT = 20_000;

    private final String nameServer;
    private final Map<String, DefaultMQProducer> producers = new TreeMap<>();
    /** What the checks of transactions answer, by message body. */
    private final Map<String, LocalTransactionState> verdicts = new ConcurrentHashMap<>();

    ProducerCommands(String nameServer) {
        this.nameServer = nameServer;
    }

    /** Answers, or null if it is no command of these. */
    List<String> run(String[] words) throws Exception {
        switch (words[0]) {
            case "produce":
                return produce(words);
            case "large":
                return List.of(large(words[1], Integer.parseInt(words[2]), words[3], Boolean.parseBoolean(words[4])));
            case "deliver":
                return deliver(words[1], words[2], Long.parseLong(words[3]));
            case "recall":
                return List.of(Version.recall(plain(), words[1], words[2]));
            case "transact":
                return List.of(transact(words[1], words[2], words[3], words[4]));
            case "verdict":
                verdicts.put(words[1], LocalTransactionState.valueOf(words[2]));
                return List.of();
            case "request":
                return List.of(request(words[1], words[2], Long.parseLong(words[3])));
            case "traced":
                return List.of(line(traced().send(message(words[1], words[2], 0, words, 3), TIMEOUT)));
            default:
                return null;
        }
    }

    /** produce way topic count prefix [tag=...] [level=...] [name=value ...]. */
    private List<String> produce(String[] words) throws Exception {
        String topic = words[2];
        int count = Integer.parseInt(words[3]);
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(message(topic, words[4] + i, i, words, 5));
        }
        List<String> lines = new ArrayList<>();
        switch (words[1]) {
            case "sync":
                for (Message message : messages) {
                    lines.add(line(plain().send(message, TIMEOUT)));
                }
                return lines;
            case "async":
                return async(messages);
            case "oneway":
                for (Message message : messages) {
                    plain().sendOneway(message);
                }
                return lines;
            case "batch":
                return List.of(line(plain().send(messages, TIMEOUT)));
            case "ordered":
                for (int i = 0; i < count; i++) {
                    lines.add(line(plain()
                            .send(
                                    messages.get(i),
                                    (queues, message, key) -> queues.get((Integer) key % queues.size()),
                                    i % 2,
                                    TIMEOUT)));
                }
                return lines;
            case "queue":
                List<MessageQueue> queues = plain().fetchPublishMessageQueues(topic);
                Collections.sort(queues);
                for (Message message : messages) {
                    lines.add(line(plain().send(message, queues.get(queues.size() - 1), TIMEOUT)));
                }
                return lines;
            default:
                throw new IllegalArgumentException("no way to produce " + words[1]);
        }
    }

    private List<String> async(List<Message> messages) throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(messages.size());
        for (Message message : messages) {
            plain().send(
                            message,
                            new SendCallback() {
                                @Override
                                public void onSuccess(SendResult result) {
                                    lines.add(line(result));
                                    done.countDown();
                                }

                                @Override
                                public void onException(Throwable failure) {
                                    lines.add("failed\t" + failure);
                                    done.countDown();
                                }
                            },
                            TIMEOUT);
        }
        if (!done.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("callbacks missing: " + done.getCount());
        }
        return lines;
    }

    private static Message message(String topic, String body, int number, String[] words, int from) {
        Message message = new Message(topic, "t" + number % 3, "key-" + body, body.getBytes(StandardCharsets.UTF_8));
        message.putUserProperty("amount", Integer.toString(number));
        for (int w = from; w < words.length; w++) {
            int at = words[w].indexOf('=');
            String name = words[w].substring(0, at);
            String value = words[w].substring(at + 1);
            if (name.equals("tag")) {
                message.setTags(value);
            } else if (name.equals("level")) {
                message.setDelayTimeLevel(Integer.parseInt(value));
            } else if (name.equals("TRACE_ON")) {
                MessageAccessor.putProperty(message, name, value);
            } else {
                message.putUserProperty(name, value);
            }
        }
        return message;
    }

    /** A large body, with its checksum; {@code type} is how it is compressed, or {@code none}. */
    private String large(String topic, int bytes, String type, boolean compressible) throws Exception {
        byte[] body = new byte[bytes];
        Random random = new Random(bytes);
        if (compressible) {
            for (int i = 0; i < bytes; i++) {
                body[i] = (byte) ('a' + random.nextInt(3));
            }
        } else {
            random.nextBytes(body);
        }
        CRC32 crc = new CRC32();
        crc.update(body);
        SendResult result = compressing(type).send(new Message(topic, body), TIMEOUT);
        return line(result) + "\t" + crc.getValue();
    }

    /** Due in a time; the answer's last word is what recalls it. */
    private List<String> deliver(String topic, String body, long millis) throws Exception {
        Message message = new Message(topic, body.getBytes(StandardCharsets.UTF_8));
        Version.deliverAt(message, System.currentTimeMillis() + millis);
        SendResult result = plain().send(message, TIMEOUT);
        return List.of(line(result) + "\t" + Version.recallHandle(result));
    }

    /**
     * A message of a transaction.
     *
     * @param local {@code COMMIT_MESSAGE}, {@code ROLLBACK_MESSAGE} or {@code UNKNOW}
     * @param checked what a check answers
     */
    private String transact(String topic, String body, String local, String checked) throws Exception {
        verdicts.put(body, LocalTransactionState.valueOf(checked));
        SendResult result = ((TransactionMQProducer) producer("transactions", () -> {
                    TransactionMQProducer made = new TransactionMQProducer("official-transactions");
                    made.setTransactionListener(new TransactionListener() {
                        @Override
                        public LocalTransactionState executeLocalTransaction(Message message, Object state) {
                            return LocalTransactionState.valueOf(String.valueOf(state));
                        }

                        @Override
                        public LocalTransactionState checkLocalTransaction(MessageExt message) {
                            String sent = new String(message.getBody(), StandardCharsets.UTF_8);
                            return verdicts.getOrDefault(sent, LocalTransactionState.UNKNOW);
                        }
                    });
                    return made;
                }))
                .sendMessageInTransaction(new Message(topic, body.getBytes(StandardCharsets.UTF_8)), local);
        return line(result);
    }

    private String request(String topic, String body, long timeout) throws Exception {
        Message reply = plain().request(new Message(topic, body.getBytes(StandardCharsets.UTF_8)), timeout);
        return new String(reply.getBody(), StandardCharsets.UTF_8);
    }

    static String line(SendResult result) {
        return String.join(
                "\t",
                result.getSendStatus().name(),
                String.valueOf(result.getMsgId()),
                String.valueOf(result.getOffsetMsgId()),
                Integer.toString(result.getMessageQueue().getQueueId()),
                Long.toString(result.getQueueOffset()));
    }

    private DefaultMQProducer plain() throws Exception {
        return producer("plain", () -> new DefaultMQProducer("official-plain"));
    }

    private DefaultMQProducer traced() throws Exception {
        return producer("traced", () -> new DefaultMQProducer("official-traced", true, null));
    }

    private DefaultMQProducer compressing(String type) throws Exception {
        return producer(type, () -> {
            // Read when a producer is made, in every release.
            System.setProperty("rocketmq.message.compressType", type.equals("none") ? "ZLIB" : type);
            DefaultMQProducer made = new DefaultMQProducer("official-compressing");
            if (type.equals("none")) {
                made.setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
            }
            // The broker is to say what is too large.
            made.setMaxMessageSize(16 * 1024 * 1024);
            return made;
        });
    }

    private interface Maker {
        DefaultMQProducer make();
    }

    private DefaultMQProducer producer(String name, Maker maker) throws Exception {
        DefaultMQProducer known = producers.get(name);
        if (known != null) {
            return known;
        }
        DefaultMQProducer made = maker.make();
        made.setNamesrvAddr(nameServer);
        made.setInstanceName(name + System.nanoTime());
        made.setSendMsgTimeout((int) TIMEOUT);
        made.start();
        producers.put(name, made);
        return made;
    }

    void close() {
        producers.values().forEach(DefaultMQProducer::shutdown);
        producers.clear();
    }
}
