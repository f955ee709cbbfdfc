package io.mqspring.security;

import static io.mqspring.security.TestCertificates.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TlsMaterialTests {

    private final TlsMaterial bare = TlsMaterial.ofJvm();

    @Test
    void takesAKeyWithAndWithoutAPassword() {
        assertThat(bare.withIdentity(pem("server.pem"), pem("server.key"), null).identity())
                .isNotNull();
        assertThat(bare.withIdentity(pem("server.pem") + pem("ca.pem"), pem("server-encrypted.key"), "sesame")
                        .identity())
                .isNotNull();
    }

    @Test
    void saysWhatIsWrongWithAKey() {
        assertThatThrownBy(() -> bare.withIdentity(pem("server.pem"), pem("server-encrypted.key"), null))
                .hasMessageContaining("its password is missing");
        assertThatThrownBy(() -> bare.withIdentity(pem("server.pem"), pem("server-encrypted.key"), "wrong"))
                .hasMessageContaining("cannot be decrypted");
        assertThatThrownBy(() -> bare.withIdentity(pem("server.pem"), pem("ca.pem"), null))
                .hasMessageContaining("no '-----BEGIN PRIVATE KEY-----'");
        assertThatThrownBy(() -> bare.withIdentity(
                        pem("server.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", null))
                .hasMessageContaining("damaged");
        assertThatThrownBy(() -> bare.withIdentity(
                        pem("server.pem"),
                        "-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----",
                        null))
                .hasMessageContaining("openssl pkcs8");
    }

    @Test
    void saysWhatIsWrongWithACertificate() {
        assertThatThrownBy(() -> bare.withTrusted("nothing")).hasMessageContaining("BEGIN CERTIFICATE");
        assertThatThrownBy(() -> bare.withTrusted(pem("ca.pem").replaceFirst("MII", "MMI")))
                .hasMessageContaining("damaged");
    }

    @Test
    void aPortNeedsACertificateAndSomebodyToTrustForThoseOfClients() {
        assertThatThrownBy(() -> ServerTls.enforcing(bare)).hasMessageContaining("needs a certificate");
        TlsMaterial served = bare.withIdentity(pem("server.pem"), pem("server.key"), null);
        assertThatThrownBy(() -> ServerTls.enforcing(served).withClientAuth(ServerTls.ClientAuth.NEED))
                .hasMessageContaining("trusted certificates");
    }

    @Test
    void showsNoSecretAsText() {
        assertThat(TestCertificates.of("server")).hasToString("TlsMaterial[a certificate, trust of its own]");
        assertThat(Credentials.of("me", "hush").toString()).contains("me").doesNotContain("hush");
        assertThat(BrokerUser.of("me", "hush").toString()).contains("me").doesNotContain("hush");
        assertThat(ClientSecurity.NONE
                        .withCredentials(Credentials.of("me", "hush"))
                        .toString())
                .doesNotContain("hush");
    }
}
