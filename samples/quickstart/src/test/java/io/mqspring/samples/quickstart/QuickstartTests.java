package io.mqspring.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The quickstart as its users see it: started for real and asked over HTTP. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class QuickstartTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Test
    void bothGroupsConsumeEveryOrder() throws Exception {
        assertThat(post("{\"id\":\"o-1\",\"amount\":5}").<String>read("$.status"))
                .isEqualTo("STORED");

        DocumentContext order = await("o-1", "$.groups.billing[0].what", "$.groups.shipping[0].what");
        assertThat(order.<List<String>>read("$.groups..what")).containsExactly("billed", "shipped");
        assertThat(order.<List<Integer>>read("$.groups..attempt")).containsExactly(1, 1);
    }

    @Test
    void aFlakyOrderComesBackAfterTheDelaysAndOnlyToTheGroupThatFailed() throws Exception {
        post("{\"id\":\"flaky-1\",\"amount\":5}");

        DocumentContext order = await("flaky-1", "$.groups.billing[2].what", "$.groups.shipping[0].what");
        assertThat(order.<List<String>>read("$.groups.billing[*].what")).containsExactly("failed", "failed", "billed");
        assertThat(order.<List<Integer>>read("$.groups.billing[*].attempt")).containsExactly(1, 2, 3);
        assertThat(order.<List<String>>read("$.groups.shipping[*].what")).containsExactly("shipped");
        // Never early; a busy machine may be late.
        assertThat(order.<Integer>read("$.groups.billing[1].millisSincePrevious"))
                .isGreaterThanOrEqualTo(1_000);
        assertThat(order.<Integer>read("$.groups.billing[2].millisSincePrevious"))
                .isGreaterThanOrEqualTo(2_000);
    }

    @Test
    void anInvalidOrderGoesToTheDeadLetterTopicAtOnceWithItsReason() throws Exception {
        post("{\"id\":\"negative-1\",\"amount\":-5}");

        DocumentContext order = await("negative-1", "$.groups.billing[0].what", "$.groups.shipping[0].what");
        assertThat(order.<List<String>>read("$.groups..what")).hasSize(2).allSatisfy(what -> assertThat(what)
                .startsWith("dead-lettered: validation")
                .contains("amount must be greater than 0"));
        assertThat(order.<List<Integer>>read("$.groups..attempt")).containsExactly(1, 1);
    }

    @Test
    void operatorsSeeGroupsHealthAndMeters() throws Exception {
        post("{\"id\":\"seen-1\",\"amount\":5}");
        await("seen-1", "$.groups.billing[0].what");

        DocumentContext group = get("/actuator/mqgroups/billing");
        assertThat(group.<String>read("$.state")).isEqualTo("CONSUMING");
        assertThat(group.<List<String>>read("$.topics[0].queues[*].owner"))
                .hasSize(4)
                .containsOnly(group.<String>read("$.members[0].clientId"));
        assertThat(get("/actuator/mqgroups").<List<String>>read("$.groups[*].group"))
                .contains("billing", "shipping");
        assertThat(send("/actuator/mqgroups/nobody").statusCode()).isEqualTo(404);

        DocumentContext health = get("/actuator/health");
        assertThat(health.<String>read("$.components.mq.status")).isEqualTo("UP");
        assertThat(health.<String>read("$.components.mq.details.mode")).isEqualTo("embedded");

        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        send("/actuator/prometheus").body())
                .contains("mq_consumer_lag{group=\"billing\",topic=\"orders\"} 0.0")
                .contains(
                        "mq_listener_seconds_count{group=\"billing\",listener=\"Billing.on\",outcome=\"success\",topic=\"orders\"}")
                .contains("mq_broker_sweep_rescues_total 0.0"));
    }

    @Test
    void anUnknownOrderIsNotFound() throws Exception {
        assertThat(send("/orders/nobody").statusCode()).isEqualTo(404);
    }

    private DocumentContext await(String id, String... paths) throws Exception {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(com.jayway.jsonpath.PathNotFoundException.class)
                .until(() -> {
                    DocumentContext order = get("/orders/" + id);
                    for (String path : paths) {
                        order.read(path);
                    }
                    return true;
                });
        return get("/orders/" + id);
    }

    private DocumentContext post(String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("/orders"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return JsonPath.parse(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private DocumentContext get(String path) throws IOException, InterruptedException {
        return JsonPath.parse(send(path).body());
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
