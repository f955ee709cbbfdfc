package io.mqspring.client;

import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.SerialExecutor;
import io.mqspring.transport.RemotingClient;
import io.mqspring.transport.RequestHandler;

/** Makes a client's transport; the seam for simulated networks. */
@FunctionalInterface
public interface RemotingFactory {

    /**
     * @param backend the client's
     * @param loop the client's executor
     * @param toClient takes the requests that brokers initiate
     */
    RemotingClient create(ExecutionBackend backend, SerialExecutor loop, RequestHandler toClient);
}
