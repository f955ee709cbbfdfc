package io.mqspring.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/** The quickstart, unchanged, with one property that names a cluster. */
@Tag("ci")
class QuickstartOnOfficialIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern ATTEMPT = Pattern.compile("\"attempt\":(\\d+),\"what\":\"([^\"]*)\"");
    private static final Map<OfficialVersion, OfficialCluster> CLUSTERS = new EnumMap<>(OfficialVersion.class);
    private static final Map<OfficialVersion, JavaProcess> APPLICATIONS = new EnumMap<>(OfficialVersion.class);
    private static final Map<OfficialVersion, Integer> PORTS = new EnumMap<>(OfficialVersion.class);

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        for (OfficialVersion version : OfficialVersion.chosen().toList()) {
            OfficialCluster cluster =
                    OfficialCluster.single(version, "quickstart", Map.of("autoCreateTopicEnable", "true"));
            CLUSTERS.put(version, cluster);
            int port = Official.freePort();
            PORTS.put(version, port);
            APPLICATIONS.put(
                    version,
                    JavaProcess.start(
                            "the quickstart",
                            command(cluster.nameServers(), port),
                            Map.of(),
                            cluster.work().resolve("quickstart.out").toString()));
        }
        APPLICATIONS.values().forEach(application -> application.awaitOutput("Started QuickstartApplication"));
    }

    @AfterAll
    static void stop() {
        APPLICATIONS.values().forEach(JavaProcess::stop);
        CLUSTERS.values().forEach(OfficialCluster::close);
    }

    /** The jar that users build, or a class path. */
    private static List<String> command(String nameServers, int port) {
        String where = System.getProperty("mq.interop.quickstart", "../samples/quickstart/target/quickstart.jar");
        List<String> options = List.of(
                "-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dmq.name-server=" + nameServers, "-Dserver.port=" + port);
        if (!where.endsWith(".jar")) {
            return JavaProcess.command(
                    options, where, "io.mqspring.samples.quickstart.QuickstartApplication", List.of());
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-jar", where));
        return command;
    }

    @EachRelease
    @DisplayName("The quickstart on an official cluster: both groups consume every order")
    void consumes(OfficialVersion version) throws Exception {
        assertThat(post(version, "{\"id\":\"o-1\",\"amount\":5}")).contains("\"STORED\"");
        awaitSteps(version, "o-1", "1 billed", "1 shipped");
    }

    @EachRelease
    @DisplayName("The quickstart on an official cluster: a flaky order comes back to the group that failed")
    void retries(OfficialVersion version) throws Exception {
        post(version, "{\"id\":\"flaky-1\",\"amount\":5}");
        awaitSteps(version, "flaky-1", "1 failed", "2 failed", "3 billed", "1 shipped");
    }

    @EachRelease
    @DisplayName("The quickstart on an official cluster: an invalid order is a dead letter, with its reason")
    void deadLetters(OfficialVersion version) throws Exception {
        post(version, "{\"id\":\"negative-1\",\"amount\":-5}");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> steps(version, "negative-1").size() == 2);
        assertThat(steps(version, "negative-1")).allSatisfy(step -> assertThat(step)
                .startsWith("1 dead-lettered: validation")
                .contains("must be greater than 0"));
    }

    @EachRelease
    @DisplayName("The quickstart on an official cluster: the actuator shows groups, offsets, lag and health")
    void actuator(OfficialVersion version) throws Exception {
        post(version, "{\"id\":\"seen-1\",\"amount\":5}");
        awaitSteps(version, "seen-1", "1 billed", "1 shipped");
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(get(version, "/actuator/mqgroups/billing"))
                .contains(
                        "\"state\":\"CONSUMING\"",
                        "\"topic\":\"orders\"",
                        "\"committedOffset\":1",
                        "\"maxOffset\":1",
                        "\"lag\":0"));
        assertThat(get(version, "/actuator/mqgroups")).contains("\"billing\"", "\"shipping\"", "\"dead-letters\"");
        assertThat(get(version, "/actuator/health"))
                .contains("\"mode\":\"cluster\"")
                .contains("\"status\":\"UP\"");
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(get(version, "/actuator/prometheus"))
                .contains("mq_consumer_lag{group=\"billing\",topic=\"orders\"} 0.0"));
    }

    @EachRelease
    @DisplayName("The quickstart on an official cluster: on 4.9 one log line says what is less exact")
    void degrades(OfficialVersion version) {
        String output = Objects.requireNonNull(APPLICATIONS.get(version)).output();
        long lines = output.lines()
                .filter(line -> line.contains("has no exact delays"))
                .count();
        assertThat(lines).isEqualTo(version == OfficialVersion.V4_9 ? 1 : 0);
    }

    private void awaitSteps(OfficialVersion version, String id, String... steps) {
        Awaitility.await("what became of " + id).atMost(PATIENCE).untilAsserted(() -> assertThat(steps(version, id))
                .containsExactly(steps));
    }

    /** Attempt and deed, first of billing, then of shipping. */
    private List<String> steps(OfficialVersion version, String id) throws Exception {
        List<String> found = new ArrayList<>();
        Matcher matcher = ATTEMPT.matcher(get(version, "/orders/" + id));
        while (matcher.find()) {
            found.add(matcher.group(1) + " " + matcher.group(2));
        }
        return found;
    }

    private String post(OfficialVersion version, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                request(version, "/orders")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private String get(OfficialVersion version, String path) throws IOException, InterruptedException {
        return http.send(request(version, path).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static HttpRequest.Builder request(OfficialVersion version, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + PORTS.get(version) + path))
                .timeout(PATIENCE);
    }
}
