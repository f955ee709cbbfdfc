package io.mqspring.autoconfigure;

import java.util.List;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/** Where the cluster is. A bean of this type replaces {@code mq.name-server}; with one there is no embedded broker. */
public interface MqConnectionDetails extends ConnectionDetails {

    /** The name servers, {@code host:port} each; at least one. */
    List<String> nameServers();
}
