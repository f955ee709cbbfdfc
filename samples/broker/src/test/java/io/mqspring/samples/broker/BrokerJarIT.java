package io.mqspring.samples.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.client.MqClient;
import io.mqspring.consumer.ConsumeResult;
import io.mqspring.consumer.PushConsumer;
import io.mqspring.consumer.StartFrom;
import io.mqspring.consumer.SubscriptionSettings;
import io.mqspring.message.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the packaged jar as its users do. */
class BrokerJarIT {

    private static final Pattern READY = Pattern.compile("Embedded broker ready in \\d+ ms: .*, port (\\d+)");

    @Test
    void saysThatItServesAndEndsCleanlyOnSigterm(@TempDir Path directory) throws Exception {
        int port;
        try (Broker broker = Broker.start(directory)) {
            port = broker.port;
            try (MqClient client = MqClient.connect("localhost:" + port)) {
                client.producer().send(Message.to("orders").body(bytes("first")).build());
            }
            assertThat(broker.terminate()).contains("Embedded broker stopped");
        }
        try (Broker broker = Broker.start(directory)) {
            assertThat(consume(broker.port)).containsExactly("first");
            assertThat(broker.lines.stream().filter(line -> READY.matcher(line).find()))
                    .as("one line and no noise: %s", broker.lines)
                    .hasSize(1);
            assertThat(broker.lines).hasSize(1);
            broker.terminate();
        }
        assertThat(graduate(directory))
                .contains("mappedFileSizeCommitLog=67108864", "mappedFileSizeConsumeQueue=120000")
                .allMatch(line -> line.startsWith("#") || line.contains("="), "nothing but a broker.conf");
    }

    private static List<String> graduate(Path directory) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        Path.of("target", "broker.jar").toString(),
                        "--graduate=" + directory.resolve("data"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.inputReader(StandardCharsets.UTF_8).lines().toList();
    }

    private static Queue<String> consume(int port) {
        Queue<String> got = new ConcurrentLinkedQueue<>();
        SubscriptionSettings fromTheStart = SubscriptionSettings.defaults().withStartFrom(StartFrom.earliest());
        try (MqClient client = MqClient.connect("localhost:" + port);
                PushConsumer consumer = client.pushConsumer("readers")
                        .subscribe("orders", "*", fromTheStart)
                        .listener(views -> {
                            views.forEach(view -> got.add(new String(view.body(), StandardCharsets.UTF_8)));
                            return ConsumeResult.success();
                        })
                        .start()) {
            assertThat(consumer.group()).isEqualTo("readers");
            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> !got.isEmpty());
        }
        return got;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The jar in a process of its own. */
    private static final class Broker implements AutoCloseable {

        private final Process process;
        private final BufferedReader output;
        private final List<String> lines = new ArrayList<>();
        private final int port;

        private Broker(Process process) throws IOException {
            this.process = process;
            this.output = process.inputReader(StandardCharsets.UTF_8);
            this.port = awaitReady();
        }

        static Broker start(Path directory) throws IOException {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            return new Broker(new ProcessBuilder(
                            java,
                            "-Xmx64m",
                            "-jar",
                            Path.of("target", "broker.jar").toString(),
                            "--mq.embedded.port=0",
                            "--mq.embedded.data-dir=" + directory.resolve("data"),
                            "--mq.embedded.flush=sync")
                    .redirectErrorStream(true)
                    .start());
        }

        private int awaitReady() throws IOException {
            String line = output.readLine();
            while (line != null) {
                lines.add(line);
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    return Integer.parseInt(ready.group(1));
                }
                line = output.readLine();
            }
            throw new AssertionError("the broker ended before it was ready: " + lines);
        }

        /** Sends SIGTERM and returns what the broker still says. */
        String terminate() throws Exception {
            // Not Process.destroy(), which closes the stream that the last words come through.
            process.toHandle().destroy();
            String rest = output.lines().collect(Collectors.joining("\n"));
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return rest;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
