package io.mqspring.test.runtime;

import io.mqspring.message.TopicNames;
import io.mqspring.protocol.LockQueuesRequest;
import io.mqspring.protocol.LockQueuesResponse;
import io.mqspring.protocol.QueryConsumerOffsetResponse;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.SendMessageRequest;
import io.mqspring.protocol.SendMessageResponse;
import io.mqspring.protocol.UpdateConsumerOffsetRequest;
import io.mqspring.test.simulation.SimulatedDisk;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RequestContext;
import io.mqspring.transport.RequestHandler;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A bug put into the product from outside: the simulation must find each of them. */
enum Sabotage {
    NONE,
    /** Members commit one more than is done. */
    COMMITS_TOO_MUCH {
        @Override
        Request<?> inMember(Request<?> request) {
            return request instanceof UpdateConsumerOffsetRequest commit && commit.offset() > 0
                    ? new UpdateConsumerOffsetRequest(
                            commit.consumerGroup(), commit.topic(), commit.queueId(), commit.offset() + 1)
                    : request;
        }
    },
    /** What is answered as stored is not forced. */
    FORGETS_THE_FORCE {
        @Override
        SimulatedDisk disk() {
            return new SimulatedDisk().ignoringForce();
        }
    },
    /** The broker says that it has kept a failed message, and has not. */
    LOSES_RETRIES {
        @Override
        @Nullable
        Response inBroker(Request<?> request) {
            return request instanceof SendMessageRequest send && TopicNames.isRetryTopic(send.topic())
                    ? new SendMessageResponse(ResponseCode.SUCCESS, "", 0, 0, null, null)
                    : null;
        }
    },
    /** Everybody gets the lock that he asks for. */
    LOCKS_FOR_ALL {
        @Override
        @Nullable
        Response inBroker(Request<?> request) {
            return request instanceof LockQueuesRequest lock ? new LockQueuesResponse(lock.queues()) : null;
        }
    },
    /** A broker that comes back knows nothing of the locks that it has granted. */
    FORGETS_LOCKS {
        @Override
        void beforeStart(SimulatedDisk disk) {
            disk.remove("config/queueLocks.json");
        }
    },
    /** Whoever takes a queue over begins before what is committed. */
    BEGINS_TOO_EARLY {
        @Override
        Response answered(Response response) {
            return response instanceof QueryConsumerOffsetResponse told
                            && told.offset().isPresent()
                    ? new QueryConsumerOffsetResponse(
                            OptionalLong.of(Math.max(0, told.offset().getAsLong() - 1)))
                    : response;
        }
    };

    /** What a member sends instead. */
    Request<?> inMember(Request<?> request) {
        return request;
    }

    /** What a member understands. */
    Response answered(Response response) {
        return response;
    }

    /** What the broker answers instead of doing as it is asked; null: it does. */
    @Nullable
    Response inBroker(Request<?> request) {
        return null;
    }

    SimulatedDisk disk() {
        return new SimulatedDisk();
    }

    /** What becomes of the disk before the broker comes back. */
    void beforeStart(SimulatedDisk disk) {}

    RequestHandler door(RequestHandler broker) {
        return new RequestHandler() {
            @Override
            @SuppressWarnings("unchecked") // Justification: the answers above are those of the requests they answer.
            public <R extends Response> CompletableFuture<R> handle(RequestContext context, Request<R> request) {
                Response instead = inBroker(request);
                return instead == null
                        ? broker.handle(context, request)
                        : CompletableFuture.completedFuture((R) instead);
            }
        };
    }

    RemotingClient way(RemotingClient network) {
        return new RemotingClient() {
            @Override
            @SuppressWarnings("unchecked") // Justification: a request is only replaced by one of its own kind.
            public <R extends Response> CompletableFuture<R> exchange(
                    String address, Request<R> request, Duration timeout) {
                return network.exchange(address, (Request<R>) inMember(request), timeout)
                        .thenApply(response -> (R) answered(response));
            }

            @Override
            public void oneWay(String address, Request<?> request) {
                network.oneWay(address, inMember(request));
            }

            @Override
            public void close() {
                network.close();
            }
        };
    }
}
