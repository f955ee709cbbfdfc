package io.mqspring.spring.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Turns keys of any length into what fits a column. Stateless. */
final class KeyHash {

    private static final int COLUMN = 255;

    private KeyHash() {}

    /** 64 hexadecimal digits: SHA-256 over the parts, each with its length before it. */
    static String of(IdempotencyKey key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, key.group());
            add(digest, key.listener());
            add(digest, key.key());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    /** As much of a text as its column takes; for people to read, nothing depends on it. */
    static String shortened(String text) {
        String printable = text.replace('\0', ' ');
        if (printable.length() <= COLUMN) {
            return printable;
        }
        int end = Character.isHighSurrogate(printable.charAt(COLUMN - 2)) ? COLUMN - 2 : COLUMN - 1;
        return printable.substring(0, end) + "~";
    }
}
