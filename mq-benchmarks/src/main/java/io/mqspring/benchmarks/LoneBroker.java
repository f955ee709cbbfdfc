package io.mqspring.benchmarks;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A broker in a JVM of its own, with a port. Arguments: the directory, then topics, each as {@code name:queues}. Answers each line
 * on its input with the figures of its JVM; ends with its input.
 */
public final class LoneBroker {

    private LoneBroker() {}

    public static void main(String[] arguments) throws IOException {
        EmbeddedBroker broker =
                EmbeddedBroker.start(BrokerSettings.in(Path.of(arguments[0])).withPort(0));
        for (int i = 1; i < arguments.length; i++) {
            String[] topic = arguments[i].split(":");
            broker.createTopic(topic[0], Integer.parseInt(topic[1]));
        }
        System.out.println("port " + broker.port().orElseThrow());
        JvmFigures.answerAll();
        broker.close();
    }
}
