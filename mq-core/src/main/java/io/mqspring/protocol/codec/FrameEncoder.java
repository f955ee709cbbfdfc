package io.mqspring.protocol.codec;

import io.mqspring.message.RecordBatch;
import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.security.Credentials;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames: first one of the {@code begin} methods, then {@link #writeTo}. Belongs to one connection, confined to its
 * loop. A large batch of records is not copied: {@link #batch()} tells what must follow the written bytes.
 */
public final class FrameEncoder {

    /** Batches up to this size are copied behind their header, which is cheaper than a lease across a write. */
    static final int COPIED_BATCH_BYTES = 8 * 1024;

    private final CommandWriter writer = new CommandWriter();
    private final HeaderWriter json = new JsonHeaderWriter();
    private final HeaderWriter binary = new BinaryHeaderWriter();
    private HeaderWriter header = json;
    private final @Nullable SigningHeader signing;
    private SerializeType form = SerializeType.JSON;

    /** Makes frames that are not signed. */
    public FrameEncoder() {
        this(null);
    }

    /**
     * @param credentials what requests are signed with; null for unsigned ones
     */
    public FrameEncoder(@Nullable Credentials credentials) {
        this.signing = credentials == null ? null : new SigningHeader(credentials, json);
    }

    /**
     * Starts a request, with the binary header: every RocketMQ reads both, and this one takes a sixth of the whole work of a
     * message off both sides. It has no room for large codes; those go as JSON.
     */
    public <R extends Response> void beginRequest(Request<R> request, int opaque, boolean oneWay) {
        boolean fits = request.type().code() <= Short.MAX_VALUE;
        beginRequest(request, fits ? SerializeType.ROCKETMQ : SerializeType.JSON, opaque, oneWay);
    }

    <R extends Response> void beginRequest(Request<R> request, SerializeType type, int opaque, boolean oneWay) {
        SigningHeader signed = signing;
        HeaderWriter target = signed == null ? headerOf(type) : signed.over(headerOf(type));
        begin(target, type, request.type().code(), oneWay ? Frame.FLAG_ONE_WAY : 0, opaque, null);
        CommandCodecs.ALL.of(request).writeRequest(request, writer);
        if (signed != null) {
            signed.sign(writer.body());
        }
        finish();
    }

    /**
     * Starts the answer to a request, in the form that the request had. The response's batch stays the caller's until {@link
     * #writeTo}.
     */
    public <R extends Response> void beginResponse(Request<R> request, SerializeType type, int opaque, R response) {
        CommandCodec<Request<R>, R> codec = CommandCodecs.ALL.of(request);
        begin(headerOf(type), type, codec.codeOf(response).code(), Frame.FLAG_RESPONSE, opaque, null);
        codec.writeResponse(response, writer);
        finish();
    }

    /** Starts a refusal. */
    public void beginRefusal(SerializeType type, int opaque, CommandFailedException refusal) {
        ResponseCode code = refusal.code() == ResponseCode.UNKNOWN ? ResponseCode.SYSTEM_ERROR : refusal.code();
        begin(headerOf(type), type, code.code(), Frame.FLAG_RESPONSE, opaque, refusal.remark());
        finish();
    }

    /** Bytes that {@link #writeTo} writes. */
    public int bytes() {
        RecordBatch batch = writer.batch();
        int batchBytes = batch.isEmpty() ? 0 : batch.byteSize();
        return 8
                + header.bytes().size()
                + writer.body().remaining()
                + (batchBytes <= COPIED_BATCH_BYTES ? batchBytes : 0);
    }

    /**
     * Writes the frame up to a batch that is too large to copy.
     *
     * @return that batch, whose slices must follow and which must be closed then, or an empty one; a batch that was copied is
     *     closed already
     */
    public RecordBatch writeTo(ByteBuf out) {
        ByteSink head = header.bytes();
        RecordBatch batch = writer.batch();
        int batchBytes = batch.isEmpty() ? 0 : batch.byteSize();
        out.writeInt(4 + head.size() + writer.body().remaining() + batchBytes);
        out.writeInt(form.code() << 24 | head.size());
        out.writeBytes(head.array(), 0, head.size());
        if (writer.body().hasRemaining()) {
            out.writeBytes(writer.body().duplicate());
        }
        if (batchBytes > COPIED_BATCH_BYTES) {
            return batch;
        }
        for (ByteBuffer slice : batch.slices()) {
            out.writeBytes(slice.duplicate());
        }
        batch.close();
        return RecordBatch.empty();
    }

    private HeaderWriter headerOf(SerializeType type) {
        return type == SerializeType.JSON ? json : binary;
    }

    private void begin(
            HeaderWriter target, SerializeType type, int code, int flag, int opaque, @Nullable String remark) {
        form = type;
        header = target;
        writer.reset(header);
        header.begin(code, flag, opaque, remark);
    }

    private void finish() {
        header.end();
        long size = 8L
                + header.bytes().size()
                + writer.body().remaining()
                + writer.batch().byteSize();
        if (size > Frame.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a frame of " + size + " bytes is over the limit of " + Frame.MAX_BYTES + " bytes");
        }
    }
}
