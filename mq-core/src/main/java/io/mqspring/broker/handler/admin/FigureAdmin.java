package io.mqspring.broker.handler.admin;

import io.mqspring.broker.group.GroupConfig;
import io.mqspring.broker.handler.HandlerParts;
import io.mqspring.broker.handler.OnReaderThread;
import io.mqspring.broker.handler.Refusal;
import io.mqspring.broker.handler.RequestDispatcher;
import io.mqspring.broker.stats.Window;
import io.mqspring.broker.stats.Windows;
import io.mqspring.protocol.BrokerConsumeStatsResponse;
import io.mqspring.protocol.BrokerStatsDataResponse;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ConsumeStatsResponse;
import io.mqspring.protocol.GetBrokerConsumeStatsRequest;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.ViewBrokerStatsRequest;
import io.mqspring.transport.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What operators are told in figures. Stateless over the parts; thread safe. */
final class FigureAdmin {

    private final HandlerParts parts;

    FigureAdmin(HandlerParts parts) {
        this.parts = parts;
    }

    void register(RequestDispatcher dispatcher) {
        dispatcher.register(CommandType.VIEW_BROKER_STATS, this::figure);
        dispatcher.register(
                CommandType.GET_BROKER_CONSUME_STATS,
                new OnReaderThread<GetBrokerConsumeStatsRequest, BrokerConsumeStatsResponse>(
                        parts.readers(), this::consumption));
    }

    private CompletableFuture<BrokerStatsDataResponse> figure(RequestContext context, ViewBrokerStatsRequest request) {
        Windows windows = parts.figures()
                .find(request.name(), request.key())
                .orElseThrow(() -> Refusal.of(
                        ResponseCode.SYSTEM_ERROR,
                        "The stats <" + request.name() + "> <" + request.key() + "> not exist"));
        return CompletableFuture.completedFuture(
                new BrokerStatsDataResponse(window(windows.minute()), window(windows.hour()), window(windows.day())));
    }

    private static BrokerStatsDataResponse.Window window(Window window) {
        return new BrokerStatsDataResponse.Window(window.sum(), window.perSecond(), window.perEvent());
    }

    private CompletableFuture<BrokerConsumeStatsResponse> consumption(
            RequestContext context, GetBrokerConsumeStatsRequest request) {
        Map<String, List<ConsumeStatsResponse>> groups = new TreeMap<>();
        long lag = 0;
        long inFlight = 0;
        for (GroupConfig group : parts.groupConfigs().all()) {
            if (request.ordered() && !group.settings().ordered()) {
                continue;
            }
            List<ConsumeStatsResponse> topics = new ArrayList<>();
            for (String topic : parts.progress().topics(group.name())) {
                ConsumeStatsResponse stats = parts.progress().of(group.name(), List.of(topic));
                topics.add(stats);
                for (ConsumeStatsResponse.Entry queue : stats.queues().values()) {
                    lag += queue.brokerOffset() - Math.max(0, queue.consumerOffset());
                    inFlight += queue.pullOffset() - queue.consumerOffset();
                }
            }
            if (!topics.isEmpty()) {
                groups.put(group.name(), topics);
            }
        }
        return CompletableFuture.completedFuture(new BrokerConsumeStatsResponse(
                groups, parts.identity().addressFor(context.peer().localAddress()), lag, inFlight));
    }
}
