package io.mqspring.interop;

import io.mqspring.broker.BrokerSettings;
import io.mqspring.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An embedded broker in a process of its own, to be stopped or killed. */
final class OurBroker implements Broker {

    /** Small, so that a few thousand messages are several files. */
    static final int SEGMENT = 256 * 1024;

    private static final String READY = "ready on port ";
    private static final Pattern PORT = Pattern.compile(READY + "(\\d+)\n");
    private static int runs;

    private final JavaProcess process;
    private final int port;

    private OurBroker(JavaProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Arguments: data directory. Runs until it is ended from outside. */
    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedBroker broker = EmbeddedBroker.start(settings(Path.of(arguments[0])));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        System.out.println(READY + broker.port().orElseThrow());
        Thread.currentThread().join();
    }

    static BrokerSettings settings(Path data) {
        return BrokerSettings.in(data).withPort(0).withSegmentSize(SEGMENT).withName("broker-a");
    }

    /**
     * @param output where its output goes
     */
    static OurBroker start(Path data, Path output) {
        List<String> command = JavaProcess.command(
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                System.getProperty("java.class.path"),
                OurBroker.class.getName(),
                List.of(data.toString()));
        Path file = output.resolve("ours-" + nextRun() + ".out");
        JavaProcess process = JavaProcess.start("our broker", command, Map.of(), file);
        process.awaitOutput(READY);
        process.awaitOutput("\n");
        Matcher found = PORT.matcher(process.output());
        if (!found.find()) {
            throw new AssertionError(process.output());
        }
        return new OurBroker(process, Integer.parseInt(found.group(1)));
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    String output() {
        return process.output();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.stop();
        }
    }

    @Override
    public void kill() {
        process.kill();
    }

    private static synchronized int nextRun() {
        return ++runs;
    }
}
