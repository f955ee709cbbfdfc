package io.mqspring.security;

import org.jspecify.annotations.Nullable;

/**
 * What a client signs its requests with. The secret is never sent. Immutable; its text hides the secret.
 *
 * @param accessKey tells the broker who asks
 * @param secretKey known to this client and the broker
 * @param securityToken goes with temporary keys; null without
 */
public record Credentials(
        String accessKey, String secretKey, @Nullable String securityToken) {

    public Credentials {
        if (accessKey.isBlank() || secretKey.isBlank()) {
            throw new IllegalArgumentException("credentials need an access key and a secret key");
        }
    }

    /** Keys without a token. */
    public static Credentials of(String accessKey, String secretKey) {
        return new Credentials(accessKey, secretKey, null);
    }

    @Override
    public String toString() {
        return "Credentials[" + accessKey + "]";
    }
}
