package io.mqspring.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An official broker in a process of its own, on a data directory. */
final class OfficialBroker implements Broker {

    private static int runs;

    private final JavaProcess process;
    private final String nameServer;

    private OfficialBroker(JavaProcess process, String nameServer) {
        this.process = process;
        this.nameServer = nameServer;
    }

    /**
     * Starts one and waits until it serves.
     *
     * @param home where it keeps logs
     * @param settings lines of its broker.conf, without the addresses, which are added
     */
    static OfficialBroker start(Path home, OfficialNameServer nameServer, String settings) {
        JavaProcess process = launch(home, nameServer, settings);
        process.awaitOutput("boot success");
        return new OfficialBroker(process, nameServer.address());
    }

    /** Starts one that is expected to give up; what it said. */
    static String refused(Path home, OfficialNameServer nameServer, String settings) {
        JavaProcess process = launch(home, nameServer, settings);
        process.awaitEnd();
        return process.output();
    }

    private static JavaProcess launch(Path home, OfficialNameServer nameServer, String settings) {
        try {
            Files.createDirectories(home);
            int port = Official.freePort();
            Map<String, String> all = new TreeMap<>();
            settings.lines()
                    .filter(line -> line.contains("=") && !line.startsWith("#"))
                    .forEach(line -> {
                        int at = line.indexOf('=');
                        all.put(
                                line.substring(0, at).trim(),
                                line.substring(at + 1).trim());
                    });
            all.put("namesrvAddr", nameServer.address());
            all.put("brokerIP1", "127.0.0.1");
            all.put("listenPort", Integer.toString(port));
            all.put("haListenPort", Integer.toString(Official.freePort()));
            StringBuilder text = new StringBuilder();
            all.forEach(
                    (name, value) -> text.append(name).append('=').append(value).append('\n'));
            int run = nextRun();
            Path file = home.resolve("broker-" + run + ".conf");
            Files.writeString(file, text);
            List<String> command =
                    Official.command(home, "org.apache.rocketmq.broker.BrokerStartup", List.of("-c", file.toString()));
            return JavaProcess.start(
                    "the official broker", command, Official.environment(home), home.resolve("broker-" + run + ".out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized int nextRun() {
        return ++runs;
    }

    @Override
    public String address() {
        return nameServer;
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
}
