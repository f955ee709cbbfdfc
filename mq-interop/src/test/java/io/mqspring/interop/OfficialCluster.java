package io.mqspring.interop;

import io.mqspring.client.ClientSettings;
import io.mqspring.client.MqClient;
import io.mqspring.security.ClientSecurity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Official name servers and brokers of one release, and who talks to them; closes what it started. One thread at a time. */
final class OfficialCluster implements AutoCloseable {

    private final OfficialVersion version;
    private final Path work;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<String, Map<String, String>> settings = new HashMap<>();
    private final Map<String, Broker> brokers = new HashMap<>();
    private String nameServers = "";
    private @Nullable OfficialClient official;
    private @Nullable MqClient ours;

    OfficialCluster(OfficialVersion version, String test) {
        this.version = version;
        this.work = Official.work(test + "-" + version);
    }

    /** One name server and one broker. */
    static OfficialCluster single(OfficialVersion version, String test, Map<String, String> settings) {
        OfficialCluster cluster = new OfficialCluster(version, test);
        cluster.addNameServer();
        cluster.startBroker("broker-a", 0, settings);
        return cluster;
    }

    OfficialNameServer addNameServer() {
        OfficialNameServer added = OfficialNameServer.start(version, work.resolve("ns-" + open.size()));
        open.push(added);
        nameServers += (nameServers.isEmpty() ? "" : ";") + added.address();
        return added;
    }

    /** Adds an address, of a name server that does not run for example. */
    void addNameServer(String address) {
        nameServers += (nameServers.isEmpty() ? "" : ";") + address;
    }

    /** A broker on the directory and the ports that it had, if it ran before. */
    Broker startBroker(String name, int id, Map<String, String> own) {
        String key = name + "-" + id;
        Map<String, String> all = settings.computeIfAbsent(
                key,
                first -> new HashMap<>(Map.of(
                        "brokerName",
                        name,
                        "brokerId",
                        Integer.toString(id),
                        "brokerRole",
                        id == 0 ? "ASYNC_MASTER" : "SLAVE",
                        "listenPort",
                        Integer.toString(Official.freePort()),
                        "haListenPort",
                        Integer.toString(Official.freePort()),
                        "registerNameServerPeriod",
                        "10000")));
        all.putAll(own);
        Broker started = OfficialBroker.start(version, work.resolve(key), nameServers, all);
        brokers.put(key, started);
        return started;
    }

    /** Where a broker listens. */
    String address(String name, int id) {
        return "127.0.0.1:"
                + Objects.requireNonNull(settings.get(name + "-" + id)).get("listenPort");
    }

    String nameServers() {
        return nameServers;
    }

    Path work() {
        return work;
    }

    /** The official client of this release. */
    OfficialClient official() {
        OfficialClient client = official;
        if (client == null) {
            client = OfficialClient.start(version, work.resolve("client"));
            open.push(client);
            client.use(nameServers);
            official = client;
        }
        return client;
    }

    /** Our client, which is told of changes sooner than by default. */
    MqClient ours() {
        MqClient client = ours;
        if (client == null) {
            client = connect();
            ours = client;
        }
        return client;
    }

    /** Another client of ours. */
    MqClient connect() {
        return connect(ClientSecurity.NONE);
    }

    /** The same, known to the brokers. */
    MqClient connect(ClientSecurity security) {
        MqClient client = MqClient.connect(
                ClientSettings.defaults()
                        .withIntervals(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2))
                        .withApplication("interop 1")
                        .withSecurity(security),
                nameServers);
        open.push(client);
        return client;
    }

    /** Kills what still runs: nobody looks at it any more. */
    @Override
    public void close() {
        for (AutoCloseable one : open) {
            if (one instanceof MqClient client) {
                client.shutdown();
            }
        }
        brokers.values().forEach(Broker::kill);
        for (AutoCloseable one : open) {
            try {
                if (one instanceof OfficialNameServer server) {
                    server.kill();
                } else {
                    one.close();
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
