package io.mqspring.broker;

import static io.mqspring.security.TestCertificates.pem;
import static org.assertj.core.api.Assertions.assertThat;

import io.mqspring.client.ClientSettings;
import io.mqspring.client.MqClient;
import io.mqspring.message.Message;
import io.mqspring.security.BrokerUser;
import io.mqspring.security.ClientSecurity;
import io.mqspring.security.ClientTls;
import io.mqspring.security.Credentials;
import io.mqspring.security.ServerTls;
import io.mqspring.security.TlsMaterial;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/security.md shows as Java works. */
class DocumentedSecurityIT {

    @Test
    void aBrokerAndItsClient(@TempDir Path directory) {
        String certificate = pem("server.pem");
        String privateKey = pem("server.key");
        String authority = pem("ca.pem");
        String secret = "hush";
        BrokerSettings settings = BrokerSettings.in(directory)
                .withPort(0)
                .withTls(ServerTls.enforcing(TlsMaterial.ofJvm().withIdentity(certificate, privateKey, null)))
                .withUsers(BrokerUser.of("billing", secret).publishing("invoices"));
        ClientSecurity security = ClientSecurity.NONE
                .withTls(ClientTls.of(TlsMaterial.ofJvm().withTrusted(authority)))
                .withCredentials(Credentials.of("billing", secret));
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings);
                MqClient client = MqClient.connect(
                        ClientSettings.defaults().withSecurity(security),
                        "localhost:" + broker.port().orElseThrow())) {
            assertThat(client.producer()
                            .send(Message.to("invoices").body(new byte[1]).build())
                            .messageId())
                    .isNotEmpty();
        }
    }
}
