package io.mqspring.interop.official;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.selector.SelectMessageQueueByHash;
import org.apache.rocketmq.common.message.Message;

/** Sends by the official selector. Confined to the command loop. */
final class SelectorCommands {

    private final String nameServer;
    private DefaultMQProducer producer;

    SelectorCommands(String nameServer) {
        this.nameServer = nameServer;
    }

    /** {@code hash topic key body}: to the queue of the key's hash. Answers, or null if it is no command of these. */
    List<String> run(String[] words) throws Exception {
        if (!words[0].equals("hash")) {
            return null;
        }
        if (producer == null) {
            producer = new DefaultMQProducer("official-selecting");
            producer.setNamesrvAddr(nameServer);
            producer.setInstanceName("selecting" + System.nanoTime());
            producer.start();
        }
        Message message = new Message(words[1], words[3].getBytes(StandardCharsets.UTF_8));
        return List.of(ProducerCommands.line(
                producer.send(message, new SelectMessageQueueByHash(), words[2], 20_000)));
    }
}
