package io.mqspring.protocol.codec;

import io.mqspring.protocol.BatchAckMessageRequest;
import io.mqspring.protocol.BatchAckMessageRequest.Entry;
import io.mqspring.protocol.CommandType;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;

/** Code 200151: a JSON body, in which offsets are the bits of a set, counted from the first offset of the pop. */
final class BatchAckMessageCodec implements EmptyAnswerCodec<BatchAckMessageRequest> {

    /** A pop hands out few messages, so longer sets are no honest ones, and each bit costs an object. */
    private static final int MOST_BYTES = 1024;

    @Override
    public CommandType type() {
        return CommandType.BATCH_ACK_MESSAGE;
    }

    @Override
    public void writeRequest(BatchAckMessageRequest request, CommandWriter out) {
        out.json(json -> {
            json.beginObject().name("acks").beginArray();
            request.entries().forEach(entry -> write(entry, json));
            json.endArray().field("brokerName", request.brokerName()).endObject();
        });
    }

    private static void write(Entry entry, JsonWriter json) {
        BitSet bits = new BitSet();
        entry.offsets().forEach(offset -> bits.set((int) (offset - entry.startOffset())));
        json.beginObject()
                .field("b", Base64.getEncoder().encodeToString(bits.toByteArray()))
                .field("c", entry.consumerGroup())
                .field("it", entry.invisibleMillis())
                .field("pt", entry.popTime())
                .field("q", entry.queueId())
                .field("r", entry.retry())
                .field("rq", entry.reviveQueueId())
                .field("so", entry.startOffset())
                .field("t", entry.topic())
                .endObject();
    }

    @Override
    public BatchAckMessageRequest readRequest(Frame frame) {
        JsonObject in = JsonBodyReader.read(frame.body());
        return new BatchAckMessageRequest(
                in.string("brokerName", ""),
                in.objects("acks").stream().map(BatchAckMessageCodec::read).toList());
    }

    private static Entry read(JsonObject in) {
        long startOffset = in.longValue("so");
        return new Entry(
                in.string("c"),
                in.string("t"),
                in.string("r", "0"),
                startOffset,
                in.intValue("q"),
                in.intValue("rq", 0),
                in.longValue("pt"),
                in.longValue("it", 0),
                offsets(startOffset, in.string("b", "")));
    }

    private static List<Long> offsets(long startOffset, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw MalformedCommandException.wrong("b", "a set of bits in Base64", base64);
        }
        if (bytes.length > MOST_BYTES) {
            throw MalformedCommandException.wrong(
                    "b", "a set of at most " + MOST_BYTES + " bytes", bytes.length + " bytes");
        }
        return BitSet.valueOf(bytes).stream().mapToObj(bit -> startOffset + bit).toList();
    }
}
