package io.mqspring.security;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Finds the user who signed a request. Takes as long for a user it does not know as for a wrong signature. Immutable. */
public final class Authenticator {

    private static final Known NOBODY = new Known(Principal.anonymous(), RequestSignature.key("nobody"));

    private final Map<String, Known> byAccessKey;

    /**
     * @throws IllegalArgumentException if two users have the same access key
     */
    public Authenticator(Collection<BrokerUser> users) {
        Map<String, Known> known = new HashMap<>();
        for (BrokerUser user : users) {
            Known entry = new Known(Principal.of(user), RequestSignature.key(user.secretKey()));
            if (known.put(user.accessKey(), entry) != null) {
                throw new IllegalArgumentException("two users have the access key '" + user.accessKey() + "'");
            }
        }
        this.byAccessKey = Map.copyOf(known);
    }

    /**
     * @param accessKey as the request names it
     * @param signature as the request carries it, in base 64
     * @param fields values of the request's fields in the order of their names, without the signature
     * @param body the request's body; its position is not moved
     * @return empty if no user has the key, or the signature is another
     */
    public Optional<Principal> authenticate(
            String accessKey, @Nullable String signature, byte[] fields, ByteBuffer body) {
        Known claimed = byAccessKey.getOrDefault(accessKey, NOBODY);
        byte[] expected = RequestSignature.bytes(claimed.key(), fields, body);
        boolean same = MessageDigest.isEqual(expected, decode(signature));
        return same && claimed != NOBODY ? Optional.of(claimed.principal()) : Optional.empty();
    }

    private static byte[] decode(@Nullable String signature) {
        try {
            return signature == null ? new byte[0] : Base64.getDecoder().decode(signature);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private record Known(Principal principal, SecretKeySpec key) {}
}
