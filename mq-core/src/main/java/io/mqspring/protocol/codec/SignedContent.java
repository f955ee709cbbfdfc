package io.mqspring.protocol.codec;

import io.mqspring.security.RequestSignature;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the signature of a received request covers: the values of all its fields but the signature, in the order of their
 * names, as {@code UTF-16} sorts them. The body comes after them.
 *
 * @param accessKey who is said to ask; null if nobody
 * @param signature in base 64; null if there is none
 * @param fields the values, one after the other
 */
@SuppressWarnings("ArrayRecordComponent") // Justification: made, verified and dropped; never compared.
public record SignedContent(
        @Nullable String accessKey, @Nullable String signature, byte[] fields) {

    /** Clients up to this release, 4.9.3, do not sign the field {@link #UNIQUE_KEY_QUERY}. */
    private static final int LEAVES_OUT_UNIQUE_KEY_QUERY = 399;

    private static final String UNIQUE_KEY_QUERY = "_UNIQUE_KEY_QUERY";

    /**
     * @throws MalformedCommandException if a field comes twice: what was signed would not be for certain what is read
     */
    public static SignedContent of(Frame frame) {
        Map<String, String> values = new TreeMap<>();
        frame.fields().forEach((name, value) -> {
            if (values.put(name, value) != null) {
                throw new MalformedCommandException("the field '" + name + "' comes twice");
            }
        });
        String signature = values.remove(RequestSignature.SIGNATURE);
        String accessKey = values.get(RequestSignature.ACCESS_KEY);
        if (frame.version() <= LEAVES_OUT_UNIQUE_KEY_QUERY) {
            values.remove(UNIQUE_KEY_QUERY);
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream(256);
        values.values().forEach(value -> content.writeBytes(value.getBytes(StandardCharsets.UTF_8)));
        return new SignedContent(accessKey, signature, content.toByteArray());
    }
}
