package io.mqspring.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads certificates and private keys from PEM text. Its errors show none of it. Stateless. */
final class Pem {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA", "DSA");

    private Pem() {}

    /** All certificates of a text, at least one. */
    static List<? extends Certificate> certificates(String text) {
        List<Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            Matcher block = BLOCK.matcher(text);
            while (block.find()) {
                if (block.group(1).endsWith("CERTIFICATE")) {
                    found.add(factory.generateCertificate(
                            new ByteArrayInputStream(block.group().getBytes(StandardCharsets.US_ASCII))));
                }
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException("a certificate is damaged: " + e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("there is no '-----BEGIN CERTIFICATE-----' in the text");
        }
        return found;
    }

    /** The first private key of a text. */
    static PrivateKey privateKey(String text, @Nullable String password) {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            switch (block.group(1)) {
                case "PRIVATE KEY":
                    return key(new PKCS8EncodedKeySpec(decode(block.group(2))));
                case "ENCRYPTED PRIVATE KEY":
                    if (password == null) {
                        throw new IllegalArgumentException("the private key is encrypted: its password is missing");
                    }
                    return key(decrypt(decode(block.group(2)), password));
                case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY":
                    throw new IllegalArgumentException("the private key is in an old form (BEGIN " + block.group(1)
                            + "): convert it with 'openssl pkcs8 -topk8 -nocrypt'");
                default:
                    break;
            }
        }
        throw new IllegalArgumentException("there is no '-----BEGIN PRIVATE KEY-----' in the text");
    }

    private static PrivateKey key(PKCS8EncodedKeySpec encoded) {
        for (String type : KEY_TYPES) {
            try {
                return KeyFactory.getInstance(type).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // Justification: of another type.
                continue;
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("this Java has no " + type + " keys", e);
            }
        }
        throw new IllegalArgumentException("the private key is damaged, or of another kind than " + KEY_TYPES);
    }

    private static PKCS8EncodedKeySpec decrypt(byte[] encrypted, String password) {
        try {
            EncryptedPrivateKeyInfo parts = new EncryptedPrivateKeyInfo(encrypted);
            AlgorithmParameters parameters = parts.getAlgParameters();
            // What the JDK calls by the number of the standard, it knows as an algorithm by its full name only.
            String algorithm = parameters == null ? parts.getAlgName() : parameters.toString();
            SecretKey secret =
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray()));
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, secret, parameters);
            return parts.getKeySpec(cipher);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("the private key cannot be decrypted with its password", e);
        }
    }

    private static byte[] decode(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }
}
