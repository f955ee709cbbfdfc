package io.mqspring.protocol.codec;

import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.Request;
import io.mqspring.protocol.Response;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All codecs by command. Immutable. */
final class CommandCodecs {

    static final CommandCodecs ALL = new CommandCodecs(List.of(
            new SendMessageCodec(),
            new SendMessageV1Codec(),
            new SendBatchMessageCodec(),
            new PullMessageCodec(CommandType.PULL_MESSAGE),
            new PullMessageCodec(CommandType.LITE_PULL_MESSAGE),
            new QueryConsumerOffsetCodec(),
            new UpdateConsumerOffsetCodec(),
            new CreateTopicCodec(),
            new SearchOffsetCodec(),
            new GetMaxOffsetCodec(),
            new GetMinOffsetCodec(),
            new GetEarliestStoreTimeCodec(),
            new HeartbeatCodec(),
            new UnregisterClientCodec(),
            new SendBackCodec(),
            new EndTransactionCodec(),
            new CheckTransactionCodec(),
            new GetConsumerListCodec(),
            new NotifyConsumerIdsChangedCodec(),
            new LockQueuesCodec(),
            new UnlockQueuesCodec(),
            new ClaimQueueCodec(),
            new ReleaseQueueCodec(),
            new CheckClientConfigCodec(),
            SendReplyCodec.current(),
            SendReplyCodec.v1(),
            new PushReplyCodec(),
            new GetRouteCodec(),
            new GetClusterCodec(),
            new GetSubscriptionGroupsCodec(),
            new GetTopicStatsCodec(),
            new GetConsumerConnectionsCodec(),
            new GetTopicListCodec(),
            new GetConsumeStatsCodec(),
            new GetConsumerRunningInfoCodec(),
            new GetTopicConfigCodec(),
            new QueryAssignmentCodec(),
            new SetRequestModeCodec(),
            new GetRequestModesCodec(),
            new PopMessageCodec(),
            new AckMessageCodec(),
            new ChangeInvisibleTimeCodec(),
            new BatchAckMessageCodec(),
            new PutKvConfigCodec(),
            new GetKvConfigCodec(),
            new DeleteKvConfigCodec(),
            new GetKvListCodec(),
            new GetBrokerRuntimeInfoCodec(),
            new WipeWritePermissionCodec(),
            new AddWritePermissionCodec(),
            new DeleteRouteCodec(),
            new GetTopicsByClusterCodec(),
            new GetSystemTopicsCodec(),
            new GetBrokerSystemTopicsCodec(),
            new GetUnitTopicsCodec(),
            new GetUnitSubscriptionTopicsCodec(),
            new GetOtherUnitSubscriptionTopicsCodec(),
            new GetNameServerConfigCodec(),
            new GetBrokerConfigCodec(),
            new UpdateNameServerConfigCodec(),
            new UpdateBrokerConfigCodec(),
            new GetAllTopicConfigsCodec(),
            new CreateTopicsCodec(),
            new DeleteTopicCodec(),
            new QueryTopicGroupsCodec(),
            new CreateGroupCodec(),
            new CreateGroupsCodec(),
            new DeleteGroupCodec(),
            new GetGroupCodec(),
            new GetProducerConnectionsCodec(),
            new GetProducersCodec(),
            new GetGroupTopicsCodec(),
            new GetGroupSubscriptionCodec(),
            new ConsumeDirectlyCodec(),
            new ViewMessageCodec(),
            new QueryMessageCodec(),
            new QueryConsumeQueueCodec(),
            new ResetOffsetCodec(),
            new ResetClientOffsetCodec(),
            new GetClientStatusCodec(),
            new GetConsumerStatusCodec(),
            new CloneGroupOffsetCodec(),
            new QueryConsumeTimeSpanCodec(),
            new GetAllConsumerOffsetsCodec(),
            new GetDelayOffsetsCodec(),
            new ViewBrokerStatsCodec(),
            new GetBrokerConsumeStatsCodec(),
            new CleanExpiredQueuesCodec(),
            new CleanUnusedTopicsCodec(),
            new DeleteExpiredLogCodec(),
            new RecallMessageCodec()));

    private final Map<CommandType, CommandCodec<?, ?>> byType = new EnumMap<>(CommandType.class);

    private CommandCodecs(List<CommandCodec<?, ?>> codecs) {
        for (CommandCodec<?, ?> codec : codecs) {
            if (byType.put(codec.type(), codec) != null) {
                throw new IllegalStateException("two codecs for " + codec.type());
            }
        }
        for (CommandType type : CommandType.values()) {
            if (!byType.containsKey(type)) {
                throw new IllegalStateException("no codec for " + type);
            }
        }
    }

    /** The codec of a type. */
    CommandCodec<?, ?> of(CommandType type) {
        CommandCodec<?, ?> codec = byType.get(type);
        if (codec == null) {
            throw new IllegalArgumentException("no codec for " + type);
        }
        return codec;
    }

    /** The codec of a request, which fits its response too. */
    @SuppressWarnings("unchecked") // Justification: a request's type names the one codec made for its class.
    <R extends Response> CommandCodec<Request<R>, R> of(Request<R> request) {
        return (CommandCodec<Request<R>, R>) of(request.type());
    }
}
