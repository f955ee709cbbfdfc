package io.mqspring.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Starts official brokers on data directories. Stateless. */
final class OfficialBroker {

    private OfficialBroker() {}

    /**
     * Starts one and waits until it serves.
     *
     * @param home where it keeps logs
     * @param settings lines of its broker.conf; addresses are replaced by free ones
     */
    static Broker start(Path home, OfficialNameServer nameServer, String settings) {
        try {
            Files.createDirectories(home);
            Path file = Files.createTempFile(home, "broker-", ".conf");
            Files.writeString(file, conf(nameServer, settings));
            List<String> command =
                    Official.command(home, "org.apache.rocketmq.broker.BrokerStartup", List.of("-c", file.toString()));
            JavaProcess process =
                    JavaProcess.start("the official broker", command, Official.environment(home), file + ".out");
            process.awaitOutput("boot success");
            return new Broker(process, nameServer.address());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String conf(OfficialNameServer nameServer, String settings) {
        Map<String, String> all = new TreeMap<>();
        settings.lines()
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .forEach(line -> {
                    int at = line.indexOf('=');
                    all.put(line.substring(0, at).trim(), line.substring(at + 1).trim());
                });
        all.put("namesrvAddr", nameServer.address());
        all.put("brokerIP1", "127.0.0.1");
        all.put("listenPort", Integer.toString(Official.freePort()));
        all.put("haListenPort", Integer.toString(Official.freePort()));
        StringBuilder text = new StringBuilder();
        all.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }
}
