package io.mqspring.autoconfigure.embedded;

import io.mqspring.autoconfigure.MqProperties;
import java.util.Locale;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;

/** Whether an embedded broker is what the operator wants here. Stateless. */
final class Suitability {

    private Suitability() {}

    static void check(MqProperties properties, Environment environment) {
        if (!properties.nameServers().isEmpty()) {
            throw new FailureAnalyzedException(
                    "mq.name-server is " + properties.nameServers()
                            + ", but this application was built ahead of time for" + " an embedded broker.",
                    "Set mq.name-server when the application is built; its value may differ at run time.");
        }
        CloudPlatform platform = CloudPlatform.getActive(environment);
        if (platform != null && !Boolean.TRUE.equals(properties.embedded().enabled())) {
            throw new FailureAnalyzedException(
                    "This application runs on " + name(platform) + " and mq.name-server is not set. An embedded broker"
                            + " would keep its messages on the local disk, where they end with this instance and where no"
                            + " other instance sees them.",
                    "Set mq.name-server to the cluster's name servers (mq-1:9876,mq-2:9876), or, if an embedded broker is"
                            + " what you want, mq.embedded.enabled=true and mq.embedded.data-dir to a directory on a"
                            + " persistent volume.");
        }
    }

    private static String name(CloudPlatform platform) {
        String lower = platform.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
    }
}
