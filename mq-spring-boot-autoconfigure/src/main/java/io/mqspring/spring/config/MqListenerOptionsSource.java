package io.mqspring.spring.config;

/** What the configuration says about listeners. Asked while listeners are registered. */
public interface MqListenerOptionsSource {

    /** Says nothing: annotations and the client's defaults count. */
    MqListenerOptionsSource NONE = new MqListenerOptionsSource() {};

    /** Defaults of all listeners; the annotation wins over them. */
    default MqListenerOptions defaults() {
        return MqListenerOptions.none();
    }

    /** What wins over the annotation of one listener. */
    default MqListenerOptions overrides(String listenerId) {
        return MqListenerOptions.none();
    }
}
