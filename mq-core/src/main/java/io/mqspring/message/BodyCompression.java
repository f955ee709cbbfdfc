package io.mqspring.message;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Compression of bodies between clients; the broker never looks. Zlib always works; LZ4 and Zstandard need their library
 * on the class path. Stateless.
 */
public final class BodyCompression {

    private static final int LEVEL = 5;
    /** Decompressed bodies above this are refused: a small message must not fill the heap. */
    private static final int MAX_DECOMPRESSED = 64 * 1024 * 1024;

    private BodyCompression() {}

    /** How a producer compresses. Old clients only know zlib. */
    public enum Codec {
        /** Not at all. */
        NONE(0, ""),
        /** RFC 1950; needs no library, and every client reads it. */
        ZLIB(SysFlags.COMPRESSED | SysFlags.COMPRESSION_ZLIB, ""),
        /** LZ4 frames: quick. Needs at.yawk.lz4:lz4-java. */
        LZ4(SysFlags.COMPRESSED | SysFlags.COMPRESSION_LZ4, "at.yawk.lz4:lz4-java"),
        /** Zstandard frames: small. Needs com.github.luben:zstd-jni. */
        ZSTD(SysFlags.COMPRESSED | SysFlags.COMPRESSION_ZSTD, "com.github.luben:zstd-jni");

        private final int sysFlag;
        private final String library;

        Codec(int sysFlag, String library) {
            this.sysFlag = sysFlag;
            this.library = library;
        }

        /** What the record's system flag needs with such a body. */
        public int sysFlag() {
            return sysFlag;
        }
    }

    /**
     * Compresses a body.
     *
     * @throws IllegalArgumentException naming the library that is missing
     */
    public static byte[] compress(byte[] body, Codec codec) {
        if (codec == Codec.NONE) {
            return body;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 2 + 16);
        try (OutputStream zip =
                switch (codec) {
                    case LZ4 -> Lz4.open(out);
                    case ZSTD -> Zstd.open(out);
                    default -> zlib(out);
                }) {
            zip.write(body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "compression with " + codec + " needs a library: add " + codec.library + " to the class path", e);
        }
        return out.toByteArray();
    }

    private static OutputStream zlib(OutputStream out) {
        Deflater deflater = new Deflater(LEVEL);
        return new DeflaterOutputStream(out, deflater) {
            @Override
            public void close() throws IOException {
                try {
                    super.close();
                } finally {
                    deflater.end();
                }
            }
        };
    }

    static byte[] decompress(byte[] stored, int sysFlag) {
        int kind = sysFlag & SysFlags.COMPRESSION_MASK;
        try (InputStream in = open(stored, kind)) {
            byte[] body = in.readNBytes(MAX_DECOMPRESSED + 1);
            if (body.length > MAX_DECOMPRESSED) {
                throw new IllegalStateException("a compressed body is larger than " + MAX_DECOMPRESSED + " bytes");
            }
            return body;
        } catch (IOException e) {
            throw new IllegalStateException("a compressed body is damaged: " + e.getMessage(), e);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "a body is compressed with " + (kind == SysFlags.COMPRESSION_LZ4 ? "LZ4" : "Zstandard")
                            + ": add "
                            + (kind == SysFlags.COMPRESSION_LZ4 ? "at.yawk.lz4:lz4-java" : "com.github.luben:zstd-jni")
                            + " to the class path",
                    e);
        }
    }

    private static InputStream open(byte[] stored, int kind) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(stored);
        return switch (kind) {
            case 0, SysFlags.COMPRESSION_ZLIB -> new InflaterInputStream(in);
            case SysFlags.COMPRESSION_LZ4 -> Lz4.open(in);
            case SysFlags.COMPRESSION_ZSTD -> Zstd.open(in);
            default -> throw new IOException("unknown compression " + (kind >> 8));
        };
    }

    /** Loaded only when an LZ4 body arrives or leaves, so that the library may be absent. */
    private static final class Lz4 {
        static InputStream open(InputStream in) throws IOException {
            return new net.jpountz.lz4.LZ4FrameInputStream(in);
        }

        static OutputStream open(OutputStream out) throws IOException {
            return new net.jpountz.lz4.LZ4FrameOutputStream(out);
        }
    }

    /** Loaded only when a Zstandard body arrives or leaves, so that the library may be absent. */
    private static final class Zstd {
        static InputStream open(InputStream in) throws IOException {
            return new com.github.luben.zstd.ZstdInputStream(in);
        }

        static OutputStream open(OutputStream out) throws IOException {
            return new com.github.luben.zstd.ZstdOutputStream(out);
        }
    }
}
