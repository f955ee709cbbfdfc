package io.mqspring.protocol;

/** An answer. A refusal is no response: it completes the exchange with a {@link CommandFailedException}. */
public sealed interface Response extends Command
        permits ChangeInvisibleTimeResponse,
                ConsumerConnectionsResponse,
                ConsumerListResponse,
                ConsumerRunningInfoResponse,
                ConsumeStatsResponse,
                ClusterResponse,
                EmptyResponse,
                HeartbeatResponse,
                LockQueuesResponse,
                OffsetResponse,
                PopMessageResponse,
                PullMessageResponse,
                QueryAssignmentResponse,
                QueryConsumerOffsetResponse,
                RecallMessageResponse,
                RequestModesResponse,
                RouteResponse,
                SendMessageResponse,
                SubscriptionGroupsResponse,
                TimestampResponse,
                TopicConfigResponse,
                TopicListResponse,
                TopicStatsResponse {}
