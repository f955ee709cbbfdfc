package io.mqspring.protocol;

/**
 * A request, typed by its answer.
 *
 * @param <R> what a successful exchange returns
 */
public sealed interface Request<R extends Response> extends Command
        permits AckMessageRequest,
                BatchAckMessageRequest,
                ChangeInvisibleTimeRequest,
                CheckClientConfigRequest,
                CheckTransactionRequest,
                CreateTopicRequest,
                EndTransactionRequest,
                GetClusterRequest,
                GetConsumeStatsRequest,
                GetConsumerConnectionsRequest,
                GetConsumerListRequest,
                GetConsumerRunningInfoRequest,
                GetEarliestStoreTimeRequest,
                GetMaxOffsetRequest,
                GetMinOffsetRequest,
                GetRequestModesRequest,
                GetRouteRequest,
                GetSubscriptionGroupsRequest,
                GetTopicConfigRequest,
                GetTopicListRequest,
                GetTopicStatsRequest,
                HeartbeatRequest,
                LockQueuesRequest,
                NotifyConsumerIdsChangedRequest,
                PopMessageRequest,
                PullMessageRequest,
                PushReplyRequest,
                QueryAssignmentRequest,
                QueryConsumerOffsetRequest,
                RecallMessageRequest,
                SearchOffsetRequest,
                SendBackRequest,
                SendBatchMessageRequest,
                SendMessageRequest,
                SendReplyRequest,
                SetRequestModeRequest,
                UnlockQueuesRequest,
                UnregisterClientRequest,
                UpdateConsumerOffsetRequest {

    /** The request's code. */
    CommandType type();
}
