package io.mqspring.protocol;

/**
 * A request, typed by its answer.
 *
 * @param <R> what a successful exchange returns
 */
public sealed interface Request<R extends Response> extends Command
        permits CheckClientConfigRequest,
                CheckTransactionRequest,
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
                LockQueuesRequest,
                NotifyConsumerIdsChangedRequest,
                PullMessageRequest,
                PushReplyRequest,
                QueryConsumerOffsetRequest,
                RecallMessageRequest,
                SearchOffsetRequest,
                SendBackRequest,
                SendBatchMessageRequest,
                SendMessageRequest,
                SendReplyRequest,
                UnlockQueuesRequest,
                UnregisterClientRequest,
                UpdateConsumerOffsetRequest {

    /** The request's code. */
    CommandType type();
}
