package io.mqspring.broker.handler.admin;

import io.mqspring.broker.group.GroupMember;
import io.mqspring.broker.group.ProducerView;
import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.MemberExchange;
import io.mqspring.broker.handler.OnReaderThread;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.message.MessageIds;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumeDirectlyRequest;
import io.mqspring.protocol.ConsumeDirectlyResponse;
import io.mqspring.protocol.ConsumerConnectionsResponse;
import io.mqspring.protocol.GetProducerConnectionsRequest;
import io.mqspring.protocol.GetProducersRequest;
import io.mqspring.protocol.ProducerConnectionsResponse;
import io.mqspring.protocol.ProducersResponse;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.transport.RequestContext;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What operators ask of producers and consumers, through the broker. Stateless over the parts; thread safe. */
final class MemberAdmin {

    private final HandlerParts parts;

    MemberAdmin(HandlerParts parts) {
        this.parts = parts;
    }

    void register(RequestDispatcher dispatcher) {
        dispatcher.register(CommandType.GET_PRODUCER_CONNECTIONS, this::producers);
        dispatcher.register(CommandType.GET_PRODUCERS, this::allProducers);
        dispatcher.register(
                CommandType.CONSUME_DIRECTLY,
                new OnReaderThread<ConsumeDirectlyRequest, ConsumeDirectlyResponse>(
                        parts.readers(), this::consumeDirectly));
    }

    private CompletableFuture<ProducerConnectionsResponse> producers(
            RequestContext context, GetProducerConnectionsRequest request) {
        return parts.producers().all().thenApply(all -> {
            List<ProducerView> found = all.get(request.producerGroup());
            if (found == null) {
                throw Refusal.of(
                        ResponseCode.SYSTEM_ERROR, "the producer group[" + request.producerGroup() + "] not exist");
            }
            return new ProducerConnectionsResponse(found.stream()
                    .map(one -> new ConsumerConnectionsResponse.Connection(
                            one.clientId(), one.address(), one.language(), one.version()))
                    .toList());
        });
    }

    private CompletableFuture<ProducersResponse> allProducers(RequestContext context, GetProducersRequest request) {
        return parts.producers().all().thenApply(all -> {
            Map<String, List<ProducersResponse.Producer>> groups = new LinkedHashMap<>();
            all.forEach((group, producers) -> groups.put(
                    group,
                    producers.stream()
                            .map(one -> new ProducersResponse.Producer(
                                    one.clientId(), one.address(), one.language(), one.version(), one.seenMillis()))
                            .toList()));
            return new ProducersResponse(groups);
        });
    }

    /** The member gets the message itself, not only its id. */
    private CompletableFuture<ConsumeDirectlyResponse> consumeDirectly(
            RequestContext context, ConsumeDirectlyRequest request) {
        GroupMember member = MemberExchange.member(parts.groups(), request.consumerGroup(), request.clientId());
        ByteBuffer message = Records.at(parts.store(), position(request.messageId()));
        return MemberExchange.ask(
                member,
                new ConsumeDirectlyRequest(
                        request.consumerGroup(),
                        request.clientId(),
                        request.messageId(),
                        parts.identity().name(),
                        request.topic(),
                        message),
                request.consumerGroup());
    }

    private static long position(String messageId) {
        try {
            return MessageIds.physicalOffset(messageId);
        } catch (IllegalArgumentException e) {
            throw Refusal.of(ResponseCode.INVALID_PARAMETER, String.valueOf(e.getMessage()));
        }
    }
}
