package io.mqspring.broker.handler;

import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.transport.RequestContext;
import java.util.concurrent.CompletableFuture;

/** Runs a handler that may touch old parts of the log where a page fault holds up nobody else. */
public final class OnReaderThread<Q extends Request<R>, R extends Response> implements CommandHandler<Q, R> {

    private final ReaderThreads readers;
    private final CommandHandler<Q, R> handler;

    /**
     * @param readers where it runs
     */
    public OnReaderThread(ReaderThreads readers, CommandHandler<Q, R> handler) {
        this.readers = readers;
        this.handler = handler;
    }

    @Override
    public CompletableFuture<R> handle(RequestContext context, Q request) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        readers.execute(0, () -> {
            try {
                handler.handle(context, request).whenComplete((response, failure) -> {
                    if (failure == null) {
                        answer.complete(response);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }
}
