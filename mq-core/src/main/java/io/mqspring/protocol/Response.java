package io.mqspring.protocol;

/** An answer. A refusal is no response: it completes the exchange with a {@link CommandFailedException}. */
public sealed interface Response extends Command
        permits ConsumerConnectionsResponse,
                ConsumerListResponse,
                ConsumerRunningInfoResponse,
                ConsumeStatsResponse,
                ClusterResponse,
                EmptyResponse,
                HeartbeatResponse,
                LockQueuesResponse,
                OffsetResponse,
                PullMessageResponse,
                QueryConsumerOffsetResponse,
                RecallMessageResponse,
                RouteResponse,
                SendMessageResponse,
                SubscriptionGroupsResponse,
                TimestampResponse,
                TopicConfigResponse,
                TopicListResponse,
                TopicStatsResponse {}
