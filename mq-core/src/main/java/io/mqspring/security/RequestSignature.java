package io.mqspring.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * RocketMQ's signature of a request: HMAC-SHA1 over the values of its fields, sorted by name, and its body. It shows who asks
 * and that nothing was changed on the way; it hides nothing and does not tell a repeated request from a new one. Stateless.
 */
public final class RequestSignature {

    /** Field with the access key. */
    public static final String ACCESS_KEY = "AccessKey";
    /** Field with the signature, which it does not cover. */
    public static final String SIGNATURE = "Signature";
    /** Field with the token of temporary keys. */
    public static final String SECURITY_TOKEN = "SecurityToken";

    private static final String ALGORITHM = "HmacSHA1";

    private RequestSignature() {}

    /**
     * Signs.
     *
     * @param fields values of all fields, one after the other in the order of their names
     * @param body the body; its position is not moved
     * @return in base 64
     */
    public static String of(String secretKey, byte[] fields, ByteBuffer body) {
        return Base64.getEncoder().encodeToString(bytes(key(secretKey), fields, body));
    }

    static SecretKeySpec key(String secretKey) {
        return new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    static byte[] bytes(SecretKeySpec key, byte[] fields, ByteBuffer body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(fields);
            mac.update(body.duplicate());
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
