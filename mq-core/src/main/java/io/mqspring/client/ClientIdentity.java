package io.mqspring.client;

import io.mqspring.message.HostAddress;
import io.mqspring.message.UniqueIds;
import io.mqspring.runtime.ExecutionBackend;
import io.mqspring.runtime.ProcessIdentity;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Who a client is.
 *
 * @param clientId {@code <ip>@<process>#<random>}: unique within its groups
 * @param ids makes its messages' unique ids
 */
record ClientIdentity(String clientId, UniqueIds ids) {

    static ClientIdentity create(ExecutionBackend backend) {
        RandomGenerator random = backend.newRandom();
        ProcessIdentity self = backend.identity();
        HostAddress host = HostAddress.of(new InetSocketAddress(self.address(), 0));
        long process = self.processId();
        String ip = host.toString().substring(0, host.toString().lastIndexOf(':'));
        String unique = HexFormat.of().toHexDigits(random.nextInt());
        return new ClientIdentity(
                ip + "@" + process + "#" + unique,
                new UniqueIds(host, process, random.nextInt(), backend.time().wallMillis()));
    }
}
