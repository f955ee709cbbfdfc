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
            new CheckClientConfigCodec(),
            new SendReplyCodec(),
            new SendReplyV1Codec(),
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
            new RecallMessageCodec(),
            new QueryAssignmentCodec(),
            new SetRequestModeCodec(),
            new GetRequestModesCodec(),
            new PopMessageCodec(),
            new AckMessageCodec(),
            new ChangeInvisibleTimeCodec(),
            new BatchAckMessageCodec()));

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
