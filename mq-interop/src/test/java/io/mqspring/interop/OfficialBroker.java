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
     * @param settings lines of its broker.conf; its ports are replaced by free ones
     */
    static Broker start(Path home, OfficialNameServer nameServer, String settings) {
        Map<String, String> all = new TreeMap<>();
        settings.lines()
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .forEach(line -> {
                    int at = line.indexOf('=');
                    all.put(line.substring(0, at).trim(), line.substring(at + 1).trim());
                });
        all.put("namesrvAddr", nameServer.address());
        all.remove("listenPort");
        all.remove("haListenPort");
        return start(OfficialVersion.V5_5, home, nameServer.address(), all);
    }

    /**
     * Starts one and waits until it serves.
     *
     * @param home where it keeps logs, and data unless the settings say otherwise
     * @param nameServers separated by semicolons
     * @param settings of its broker.conf; ports that they do not name are free ones
     */
    static Broker start(OfficialVersion version, Path home, String nameServers, Map<String, String> settings) {
        return start(version, home, nameServers, settings, List.of());
    }

    /**
     * The same with further options of the JVM.
     *
     * @param home where it keeps logs, and data unless the settings say otherwise
     */
    static Broker start(
            OfficialVersion version, Path home, String nameServers, Map<String, String> settings, List<String> jvm) {
        try {
            Files.createDirectories(home);
            Official.configureLogging(home, "broker");
            Path file = Files.createTempFile(home, "broker-", ".conf");
            Files.writeString(file, conf(home, nameServers, settings));
            List<String> command = Official.commandWith(
                    version, home, jvm, "org.apache.rocketmq.broker.BrokerStartup", List.of("-c", file.toString()));
            JavaProcess process =
                    JavaProcess.start("the official broker", command, Official.environment(home), file + ".out");
            process.awaitOutput("boot success");
            return new Broker(process, nameServers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String conf(Path home, String nameServers, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.putIfAbsent("storePathRootDir", home.resolve("store").toString());
        all.putIfAbsent(
                "storePathCommitLog",
                Path.of(all.get("storePathRootDir"), "commitlog").toString());
        // Small files: a machine runs many brokers.
        all.putIfAbsent("mappedFileSizeCommitLog", Integer.toString(16 * 1024 * 1024));
        all.putIfAbsent("namesrvAddr", nameServers);
        all.put("brokerIP1", "127.0.0.1");
        all.putIfAbsent("listenPort", Integer.toString(Official.freePort()));
        all.putIfAbsent("haListenPort", Integer.toString(Official.freePort()));
        StringBuilder text = new StringBuilder();
        all.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }
}
