package io.mqspring.protocol;

/**
 * A request, typed by its answer.
 *
 * @param <R> what a successful exchange returns
 */
public sealed interface Request<R extends Response> extends Command
        permits CheckTransactionRequest,
                CreateTopicRequest,
                EndTransactionRequest,
                GetClusterRequest,
                GetConsumerConnectionsRequest,
                GetConsumerListRequest,
                GetConsumerRunningInfoRequest,
                GetConsumeStatsRequest,
                GetEarliestStoreTimeRequest,
                GetMaxOffsetRequest,
                GetMinOffsetRequest,
                GetRouteRequest,
                GetSubscriptionGroupsRequest,
                GetTopicConfigRequest,
                GetTopicListRequest,
                GetTopicStatsRequest,
                HeartbeatRequest,
                NotifyConsumerIdsChangedRequest,
                PullMessageRequest,
                QueryConsumerOffsetRequest,
                RecallMessageRequest,
                SearchOffsetRequest,
                SendBackRequest,
                SendBatchMessageRequest,
                SendMessageRequest,
                UnregisterClientRequest,
                UpdateConsumerOffsetRequest {

    /** The request's code. */
    CommandType type();
}
