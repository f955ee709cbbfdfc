package io.mqspring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrincipalTests {

    private static final ByteBuffer BODY = ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8));
    private static final byte[] FIELDS = "rocketmq3TopicA".getBytes(StandardCharsets.UTF_8);

    @Test
    void whatIsNotAllowedIsDenied() {
        Principal who = Principal.of(
                BrokerUser.of("u", "s").publishing("a", "b-*").subscribing("*").inGroups("g"));
        assertThat(who.mayPublish("a")).isTrue();
        assertThat(who.mayPublish("ab")).isFalse();
        assertThat(who.mayPublish("b-")).isTrue();
        assertThat(who.mayPublish("b-1")).isTrue();
        assertThat(who.mayPublish("c")).isFalse();
        assertThat(who.maySubscribe("anything")).isTrue();
        assertThat(who.mayUseGroup("g")).isTrue();
        assertThat(who.mayUseGroup("G")).isFalse();
        assertThat(who.isAdmin()).isFalse();
    }

    @Test
    void denyWins() {
        Principal who = Principal.of(BrokerUser.of("u", "s")
                .publishing("*")
                .subscribing("*")
                .inGroups("*")
                .denying("secret*"));
        assertThat(who.mayPublish("secret")).isFalse();
        assertThat(who.maySubscribe("secret-1")).isFalse();
        assertThat(who.mayUseGroup("secret-1")).isFalse();
        assertThat(who.maySubscribe("%RETRY%secret-1")).isFalse();
        assertThat(who.maySubscribe("secre")).isTrue();
    }

    @Test
    void retryAndDeadLetterTopicsAreTheGroups() {
        Principal who = Principal.of(BrokerUser.of("u", "s").publishing("*").inGroups("g"));
        assertThat(who.mayPublish("%RETRY%g")).isTrue();
        assertThat(who.maySubscribe("%RETRY%g")).isTrue();
        assertThat(who.maySubscribe("%DLQ%g")).isTrue();
        assertThat(who.mayPublish("%RETRY%other")).isFalse();
        assertThat(who.maySubscribe("%DLQ%other")).isFalse();
    }

    @Test
    void anonymousMayDoNothing() {
        assertThat(Principal.anonymous().mayPublish("?")).isFalse();
        assertThat(Principal.anonymous().isAdmin()).isFalse();
        assertThat(Principal.TRUSTED.isAdmin()).isTrue();
    }

    @Test
    void aSignatureIsAsOfficialClientsMakeIt() {
        assertThat(RequestSignature.of("12345678", FIELDS, BODY)).isEqualTo("KzNboOMqxlnGkNMPq3/OmOO47BY=");
        assertThat(BODY.position()).isZero();
    }

    @Test
    void onlyTheRightSignatureOfAKnownUserIsTaken() {
        Authenticator users = new Authenticator(List.of(BrokerUser.of("rocketmq", "12345678")));
        String right = "KzNboOMqxlnGkNMPq3/OmOO47BY=";
        assertThat(users.authenticate("rocketmq", right, FIELDS, BODY))
                .hasValueSatisfying(who -> assertThat(who.name()).isEqualTo("rocketmq"));
        assertThat(users.authenticate("rocketmq", right.replace('K', 'L'), FIELDS, BODY))
                .isEmpty();
        assertThat(users.authenticate("rocketmq", "not base 64!", FIELDS, BODY)).isEmpty();
        assertThat(users.authenticate("rocketmq", null, FIELDS, BODY)).isEmpty();
        assertThat(users.authenticate("rocketmq", right, FIELDS, ByteBuffer.allocate(0)))
                .isEmpty();
        String nobodys = RequestSignature.of("nobody", FIELDS, BODY);
        assertThat(users.authenticate("other", nobodys, FIELDS, BODY)).isEmpty();
    }

    @Test
    void usersAreToldApartByTheirAccessKeys() {
        BrokerUser one = BrokerUser.of("one", "s");
        BrokerUser two = new BrokerUser("two", "one", "s", false, List.of(), List.of(), List.of(), List.of());
        assertThatThrownBy(() -> new Authenticator(List.of(one, two))).hasMessageContaining("access key 'one'");
        assertThatThrownBy(() -> one.publishing("a*b")).hasMessageContaining("'a*b'");
    }
}
