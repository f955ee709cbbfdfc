package io.mqspring.test.simulation;

import io.mqspring.message.HostAddress;
import io.mqspring.message.RecordBatch;
import io.mqspring.message.RecordContent;
import io.mqspring.message.RecordFormat;
import io.mqspring.protocol.EmptyResponse;
import io.mqspring.protocol.GetMaxOffsetRequest;
import io.mqspring.protocol.NotifyConsumerIdsChangedRequest;
import io.mqspring.protocol.OffsetResponse;
import io.mqspring.protocol.PullMessageRequest;
import io.mqspring.protocol.PullMessageResponse;
import io.mqspring.protocol.PullStatus;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.transport.Peer;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Answers a question for an offset with one more, a pull with two leased records, and remembers what it saw. */
final class FakeBroker implements RequestHandler {

    final List<Long> asked = new ArrayList<>();
    final List<String> notified = new ArrayList<>();
    final List<ByteBuffer> bodies = new ArrayList<>();
    final Set<Peer> peers = new LinkedHashSet<>();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger storeLeases = new AtomicInteger();
    boolean silent;

    @Nullable
    RuntimeException failure;

    @Override
    @SuppressWarnings("unchecked") // Justification: each request gets the answer of its own type
    public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
        if (peers.add(context.peer())) {
            context.peer().onClose(closed::incrementAndGet);
        }
        RuntimeException failing = failure;
        if (failing != null) {
            throw failing;
        }
        Response response = answer(request);
        return silent ? new CompletableFuture<>() : CompletableFuture.completedFuture((R) response);
    }

    private Response answer(Request<?> request) {
        if (request instanceof GetMaxOffsetRequest ask) {
            asked.add((long) ask.queueId());
            return new OffsetResponse(ask.queueId() + 1L);
        }
        if (request instanceof NotifyConsumerIdsChangedRequest notify) {
            notified.add(notify.consumerGroup());
        }
        if (request instanceof SendMessageRequest send) {
            bodies.add(send.body());
        }
        return request instanceof PullMessageRequest ? found() : new EmptyResponse();
    }

    private PullMessageResponse found() {
        storeLeases.incrementAndGet();
        List<ByteBuffer> slices = List.of(record("one", 0), record("two", 1));
        return new PullMessageResponse(
                PullStatus.FOUND, 0, 2, 0, 2, RecordBatch.leased(slices, 2, storeLeases::decrementAndGet));
    }

    private static ByteBuffer record(String body, long offset) {
        RecordContent content = RecordContent.of(
                "t",
                0,
                0,
                0,
                0,
                HostAddress.LOCAL,
                HostAddress.LOCAL,
                0,
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)),
                new byte[0],
                0);
        ByteBuffer record = ByteBuffer.allocateDirect(content.encodedSize());
        RecordFormat.encode(content, record, 0, offset, 100 * offset, 0);
        return record;
    }
}
