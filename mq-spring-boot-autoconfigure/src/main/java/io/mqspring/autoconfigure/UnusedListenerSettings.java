package io.mqspring.autoconfigure;

import io.mqspring.spring.config.MqListenerEndpoint;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Finds settings below {@code mq.listeners} that are for no listener: a slip of the pen that would go unnoticed. */
final class UnusedListenerSettings {

    private static final Logger log = LoggerFactory.getLogger(UnusedListenerSettings.class);

    private final Environment environment;

    UnusedListenerSettings(Environment environment) {
        this.environment = environment;
    }

    void warn(List<MqListenerEndpoint> endpoints) {
        TreeSet<String> ids = new TreeSet<>();
        endpoints.forEach(endpoint -> ids.add(endpoint.id()));
        for (String unused : find(ids)) {
            log.warn("mq.listeners.{} is for no listener of this application: it has {}", unused, ids);
        }
    }

    List<String> find(Iterable<String> ids) {
        Map<String, String> settings = Binder.get(environment)
                .bind("mq.listeners", Bindable.mapOf(String.class, String.class))
                .orElseGet(Map::of);
        return settings.keySet().stream()
                .filter(key -> !belongsToOne(key, ids))
                .sorted()
                .toList();
    }

    private static boolean belongsToOne(String key, Iterable<String> ids) {
        for (String id : ids) {
            if (uniform(key).startsWith(uniform(id))) {
                return true;
            }
        }
        return false;
    }

    private static String uniform(String text) {
        return text.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }
}
