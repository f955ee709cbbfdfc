package io.mqspring.protocol;

/** Asks a name server for its clusters and brokers (code 106). */
public record GetClusterRequest() implements Request<ClusterResponse> {

    @Override
    public CommandType type() {
        return CommandType.GET_CLUSTER;
    }
}
