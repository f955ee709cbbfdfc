package io.mqspring.interop;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import io.mqspring.store.FlushMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A broker under comparison, ours or the official one: each in a process of its own with the same options of the JVM, its own
 * defaults, an empty directory, and asynchronous flush, which is the official default.
 *
 * @param startMillis from the start of the process until it said that it serves
 */
record ComparedBroker(String name, JavaProcess process, String nameServer, double startMillis)
        implements AutoCloseable {

    private static final List<String> JVM = List.of("-Xmx512m", "-XX:MaxDirectMemorySize=512m");
    private static final Duration POLL = Duration.ofMillis(5);
    private static final String READY = "ready on port ";
    private static final Pattern PORT = Pattern.compile(READY + "(\\d+);");

    /** Our broker's process. Arguments: data directory. */
    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedBroker broker = EmbeddedBroker.start(
                BrokerSettings.in(Path.of(arguments[0])).withPort(0).withFlushMode(FlushMode.ASYNC));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        System.out.println(READY + broker.port().orElseThrow() + ";");
        Thread.currentThread().join();
    }

    static ComparedBroker ours(Path home) {
        List<String> command = JavaProcess.command(
                JVM,
                System.getProperty("java.class.path"),
                ComparedBroker.class.getName(),
                List.of(home.resolve("data").toString()));
        long begin = System.nanoTime();
        JavaProcess process = JavaProcess.start("our broker", command, Map.of(), output(home));
        process.awaitOutput(READY, POLL);
        double millis = (System.nanoTime() - begin) / 1e6;
        Matcher port = PORT.matcher(process.output());
        if (!port.find()) {
            throw new AssertionError(process.output());
        }
        return new ComparedBroker("ours", process, "127.0.0.1:" + port.group(1), millis);
    }

    static ComparedBroker official(Path home, OfficialNameServer nameServer) {
        Path conf = home.resolve("broker.conf");
        try {
            Files.createDirectories(home);
            Map<String, String> itsOwnDefault = Map.of("mappedFileSizeCommitLog", Integer.toString(1 << 30));
            Files.writeString(conf, OfficialBroker.conf(home, nameServer.address(), itsOwnDefault));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = Official.command(
                OfficialVersion.V5_5,
                home,
                JVM,
                "org.apache.rocketmq.broker.BrokerStartup",
                List.of("-c", conf.toString()));
        long begin = System.nanoTime();
        JavaProcess process =
                JavaProcess.start("the official broker", command, Official.environment(home), output(home));
        process.awaitOutput("boot success", POLL);
        double millis = (System.nanoTime() - begin) / 1e6;
        return new ComparedBroker("official", process, nameServer.address(), millis);
    }

    private static String output(Path home) {
        try {
            Files.createDirectories(home);
            return home.resolve("broker.out").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.stop();
    }
}
