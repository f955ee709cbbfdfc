package io.mqspring.interop.official;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.remoting.RPCHook;

/** What a client with an access key does ({@code -} for none): each command makes a client and closes it. Confined to the command loop. */
final class AclCommands {

    private static final long SEND_TIMEOUT = 20_000;

    private final String nameServer;

    AclCommands(String nameServer) {
        this.nameServer = nameServer;
    }

    /** acl-send access-key secret-key topic body. */
    List<String> send(String[] words) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("acl-producer", hook(words));
        producer.setNamesrvAddr(nameServer);
        producer.setInstanceName("acl-send-" + System.nanoTime());
        producer.start();
        try {
            Message message = new Message(words[3], words[4].getBytes(StandardCharsets.UTF_8));
            return Collections.singletonList(
                    producer.send(message, SEND_TIMEOUT).getSendStatus().name());
        } catch (MQClientException e) {
            // The broker's words are in the cause.
            throw new IllegalStateException(String.valueOf(e.getCause()), e);
        } finally {
            Closing.close(producer::shutdown);
        }
    }

    /** acl-consume access-key secret-key group topic count millis: bodies, when so many have come or the time is over. */
    List<String> consume(String[] words) throws Exception {
        List<String> bodies = Collections.synchronizedList(new ArrayList<>());
        DefaultMQPushConsumer consumer =
                new DefaultMQPushConsumer(words[3], hook(words), new AllocateMessageQueueAveragely());
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName("acl-consume-" + System.nanoTime());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(words[4], "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(message -> bodies.add(new String(message.getBody(), StandardCharsets.UTF_8)));
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        try {
            long end = System.nanoTime() + Long.parseLong(words[6]) * 1_000_000;
            while (bodies.size() < Integer.parseInt(words[5]) && System.nanoTime() < end) {
                Thread.sleep(20);
            }
        } finally {
            Closing.close(consumer::shutdown);
        }
        return new ArrayList<>(bodies);
    }

    private static RPCHook hook(String[] words) {
        return words[1].equals("-") ? null : new AclClientRPCHook(new SessionCredentials(words[1], words[2]));
    }
}
