package io.mqspring.transport.netty;

import static io.mqspring.security.TestCertificates.of;
import static io.mqspring.security.TestCertificates.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.codec.CommandSamples;
import io.mqspring.security.ClientSecurity;
import io.mqspring.security.ClientTls;
import io.mqspring.security.ServerTls;
import io.mqspring.security.TlsMaterial;
import io.mqspring.transport.RemotingException;
import io.mqspring.transport.ServerSettings;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** TLS between our two sides, and what each says when the other does not play along. */
@ExtendWith(LeakWatch.class)
@Timeout(120)
class TlsIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final GetMaxOffsetRequest QUESTION = new GetMaxOffsetRequest("t", 0);

    private final NettyExecutionBackend backend = NettyExecutionBackend.create();
    private final ScriptedHandler broker =
            new ScriptedHandler((context, request) -> CompletableFuture.completedFuture(new OffsetResponse(4)));
    private @Nullable NettyRemotingServer server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
        backend.close();
    }

    @Test
    void bothSidesSpeakTls() {
        serve(ServerTls.enforcing(of("server")));
        assertThat(ask(trusting("ca.pem"), "localhost").join()).isEqualTo(new OffsetResponse(4));
        assertThat(ask(trusting("ca.pem"), "127.0.0.1").join()).isEqualTo(new OffsetResponse(4));
    }

    @Test
    void largeAnswersOutOfLeasedMemoryComeThrough() {
        serve(ServerTls.enforcing(of("server")));
        ByteBuffer records = CommandSamples.records(400, 10_000);
        int[] released = new int[1];
        broker.script((context, request) -> CompletableFuture.completedFuture(CommandSamples.pulled(
                PullStatus.FOUND, RecordBatch.leased(List.of(records.duplicate()), 400, () -> released[0]++))));
        try (NettyRemotingClient client = client(security(trusting("ca.pem"), true))) {
            for (int i = 0; i < 5; i++) {
                PullMessageResponse answer = client.exchange(address("localhost"), NettyTransportIT.pull(), LONG)
                        .join();
                assertThat(answer.batch().byteSize()).isEqualTo(records.remaining());
            }
        }
        assertThat(released[0]).isEqualTo(5);
    }

    @Test
    void permissiveTakesBoth() {
        serve(ServerTls.enforcing(of("server")).withMode(ServerTls.Mode.PERMISSIVE));
        assertThat(ask(trusting("ca.pem"), "localhost").join()).isEqualTo(new OffsetResponse(4));
        assertThat(askPlainly().join()).isEqualTo(new OffsetResponse(4));
    }

    @Test
    void disabledIsPlainWhateverElseIsSet() {
        serve(ServerTls.enforcing(of("server")).withMode(ServerTls.Mode.DISABLED));
        assertThat(askPlainly().join()).isEqualTo(new OffsetResponse(4));
        assertThat(failure(ask(trusting("ca.pem"), "localhost"))).hasMessageContaining("mq.ssl");
    }

    @Test
    void aPlainClientIsToldThatThePortTakesTlsOnly() {
        serve(ServerTls.enforcing(of("server")));
        assertThat(failure(askPlainly()))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("TLS only")
                .hasMessageContaining("mq.ssl.bundle")
                .hasMessageContaining("tls.enable");
        assertThat(broker.contexts).isEmpty();
    }

    @Test
    void aTlsClientIsToldThatThePortIsPlain() {
        serve(null);
        assertThat(failure(ask(trusting("ca.pem"), "localhost")))
                .isInstanceOfSatisfying(RemotingException.class, e -> assertThat(e.kind())
                        .isEqualTo(RemotingException.Kind.CONNECT_FAILED))
                .hasMessageContaining("mq.embedded.ssl")
                .hasMessageContaining("mq.ssl");
    }

    @Test
    void aTlsClientThatIsAnsweredPlainlySaysSo() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                NettyRemotingClient client = client(security(trusting("ca.pem"), true))) {
            CompletableFuture<OffsetResponse> answer =
                    client.exchange("localhost:" + listening.getLocalPort(), QUESTION, LONG);
            try (Socket accepted = listening.accept()) {
                InputStream in = accepted.getInputStream();
                assertThat(in.read()).isEqualTo(0x16);
                accepted.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                assertThat(failure(answer)).hasMessageContaining("does not speak TLS");
            }
        }
    }

    @Test
    void aPlainClientThatIsClosedWithoutAWordGetsAHint() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                NettyRemotingClient client = client(ClientSecurity.NONE)) {
            CompletableFuture<OffsetResponse> answer =
                    client.exchange("localhost:" + listening.getLocalPort(), QUESTION, LONG);
            try (Socket accepted = listening.accept()) {
                assertThat(accepted.getInputStream().read()).isZero();
            }
            assertThat(failure(answer)).hasMessageContaining("mq.ssl.bundle");
        }
    }

    @Test
    void aServerThatNobodyVouchesForIsNotTrusted() {
        serve(ServerTls.enforcing(of("server")));
        assertThat(failure(ask(trusting("stranger.pem"), "localhost")))
                .hasMessageContaining("not trusted")
                .hasMessageContaining("mq.ssl.trusted-certificates");
        assertThat(failure(ask(TlsMaterial.ofJvm(), "localhost"))).hasMessageContaining("not trusted");
    }

    @Test
    void aServerOfAnotherNameIsNotTrustedUnlessThatIsAllowed() {
        serve(ServerTls.enforcing(of("elsewhere")));
        assertThat(failure(ask(trusting("ca.pem"), "localhost")))
                .hasMessageContaining("not for the host")
                .hasMessageContaining("mq.ssl.verify-host-name");
        try (NettyRemotingClient client = client(security(trusting("ca.pem"), false))) {
            assertThat(client.exchange(address("localhost"), QUESTION, LONG).join())
                    .isEqualTo(new OffsetResponse(4));
        }
    }

    @Test
    void clientsShowTheirCertificateWhereOneIsNeeded() {
        serve(ServerTls.enforcing(of("server")).withClientAuth(ServerTls.ClientAuth.NEED));
        assertThat(ask(of("client"), "localhost").join()).isEqualTo(new OffsetResponse(4));
        assertThat(failure(ask(trusting("ca.pem"), "localhost"))).isInstanceOf(RemotingException.class);
        assertThat(broker.contexts).hasSize(1);
    }

    @Test
    void anOldVersionOfTlsNamesTheSettings() {
        serve(ServerTls.enforcing(of("server")));
        TlsMaterial trust = trusting("ca.pem");
        TlsMaterial odd = new TlsMaterial(
                trust.identity(), trust.trust(), List.of("TLSv1.2"), List.of("TLS_RSA_WITH_NULL_SHA256"));
        try {
            assertThat(failure(ask(odd, "localhost"))).hasMessageContaining("TLS");
        } catch (IllegalArgumentException refusedBeforeConnecting) {
            assertThat(refusedBeforeConnecting).hasMessageContaining("TLS cannot be set up");
        }
    }

    private void serve(@Nullable ServerTls tls) {
        ServerSettings settings = tls == null ? ServerSettings.DEFAULTS : ServerSettings.DEFAULTS.withTls(tls);
        server = NettyRemotingServer.bind(backend, "127.0.0.1", 0, broker, settings);
    }

    private CompletableFuture<OffsetResponse> askPlainly() {
        try (NettyRemotingClient client = client(ClientSecurity.NONE)) {
            return finished(client.exchange(address("localhost"), QUESTION, LONG));
        }
    }

    private CompletableFuture<OffsetResponse> ask(TlsMaterial material, String host) {
        try (NettyRemotingClient client = client(security(material, true))) {
            return finished(client.exchange(address(host), QUESTION, LONG));
        }
    }

    private static <T> CompletableFuture<T> finished(CompletableFuture<T> future) {
        try {
            future.join();
        } catch (CompletionException looked) {
            assertThat(looked).isNotNull();
        }
        return future;
    }

    private static ClientSecurity security(TlsMaterial material, boolean verify) {
        return ClientSecurity.NONE.withTls(new ClientTls(material, verify));
    }

    private NettyRemotingClient client(ClientSecurity security) {
        return new NettyRemotingClient(backend, backend.eventLoop("test"), broker, security);
    }

    private String address(String host) {
        return host + ":" + Objects.requireNonNull(server).address().getPort();
    }

    private static Throwable failure(CompletableFuture<?> answer) {
        try {
            throw new AssertionError("answered with " + answer.join());
        } catch (CompletionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }
}
