package io.mqspring.interop;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The process of an embedded broker, to be stopped or killed. Stateless. */
final class OurBroker {

    /** Small, so that a few thousand messages are several files. */
    static final int SEGMENT = 256 * 1024;

    /** So many questions about a transaction, quickly one after the other, that no test comes to their end. */
    static final int CHECKS = 1000;

    private static final String READY = "ready on port ";
    private static final String END = " of loopback";
    private static final Pattern PORT = Pattern.compile(READY + "(\\d+)" + END);

    private OurBroker() {}

    /** Arguments: data directory, and port or 0 for any. Runs until it is ended from outside. */
    public static void main(String[] arguments) throws InterruptedException {
        serve(settings(Path.of(arguments[0])).withPort(Integer.parseInt(arguments[1])));
    }

    /** Starts a broker, says so, and runs until the process is ended from outside. */
    static void serve(BrokerSettings settings) throws InterruptedException {
        EmbeddedBroker broker = EmbeddedBroker.start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        System.out.println(READY + broker.port().orElseThrow() + END);
        Thread.currentThread().join();
    }

    static BrokerSettings settings(Path data) {
        return BrokerSettings.in(data)
                .withPort(0)
                .withSegmentSize(SEGMENT)
                .withName("broker-a")
                .withTransactionChecks(Duration.ofSeconds(1), Duration.ofSeconds(2), CHECKS);
    }

    /**
     * Starts one and waits until it serves.
     *
     * @param home where its output goes
     */
    static Broker start(Path data, Path home) {
        return start(data, home, 0);
    }

    /** The same on a port, so that clients find it again after a restart. */
    static Broker start(Path data, Path home, int port) {
        return start(OurBroker.class, data, home, port);
    }

    /**
     * The same with settings of its own.
     *
     * @param main calls {@link #serve}; its arguments are those of this class
     */
    static Broker start(Class<?> main, Path data, Path home, int port) {
        try {
            List<String> command = JavaProcess.command(
                    List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                    System.getProperty("java.class.path"),
                    main.getName(),
                    List.of(data.toString(), Integer.toString(port)));
            Path output = Files.createTempFile(home, "ours-", ".out");
            JavaProcess process = JavaProcess.start("our broker", command, Map.of(), output.toString());
            process.awaitOutput(END);
            Matcher found = PORT.matcher(process.output());
            if (!found.find()) {
                throw new AssertionError(process.output());
            }
            return new Broker(process, "127.0.0.1:" + found.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
