package io.mqspring.protocol.codec;

import io.mqspring.security.Credentials;
import io.mqspring.security.RequestSignature;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A header of either form that is signed before it ends. Confined to the connection's loop; used again for each frame. */
final class SigningHeader implements HeaderWriter {

    private final Credentials credentials;
    private final Map<String, String> values = new TreeMap<>();
    private HeaderWriter form;

    SigningHeader(Credentials credentials, HeaderWriter form) {
        this.credentials = credentials;
        this.form = form;
    }

    /** Writes the next header in this form. */
    HeaderWriter over(HeaderWriter next) {
        form = next;
        return this;
    }

    @Override
    public void begin(int code, int flag, int opaque, @Nullable String remark) {
        values.clear();
        form.begin(code, flag, opaque, remark);
    }

    @Override
    public void field(String name, String value) {
        values.put(name, value);
        form.field(name, value);
    }

    @Override
    public void field(String name, long value) {
        field(name, Long.toString(value));
    }

    @Override
    public void field(String name, boolean value) {
        field(name, Boolean.toString(value));
    }

    /** Adds who asks, and the signature over everything. */
    void sign(ByteBuffer body) {
        field(RequestSignature.ACCESS_KEY, credentials.accessKey());
        String token = credentials.securityToken();
        if (token != null) {
            field(RequestSignature.SECURITY_TOKEN, token);
        }
        form.field(RequestSignature.SIGNATURE, RequestSignature.of(credentials.secretKey(), content(), body));
    }

    @Override
    public void end() {
        form.end();
    }

    @Override
    public ByteSink bytes() {
        return form.bytes();
    }

    private byte[] content() {
        ByteArrayOutputStream content = new ByteArrayOutputStream(256);
        values.values().forEach(value -> content.writeBytes(value.getBytes(StandardCharsets.UTF_8)));
        return content.toByteArray();
    }
}
