package io.mqspring.interop;

import java.util.List;

/** An official client on tour. Its text is how rows name it. */
enum TourClient {
    V5_5("Official 5.5", OfficialVersion.V5_5, List.of()),
    V4_9("Official 4.9", OfficialVersion.V4_9, List.of()),
    /** Its requests have the binary header. */
    BINARY("Official 5.5, binary headers", OfficialVersion.V5_5, List.of("-Drocketmq.serialize.type=ROCKETMQ"));

    private final String shown;
    private final OfficialVersion version;
    private final List<String> options;

    TourClient(String shown, OfficialVersion version, List<String> options) {
        this.shown = shown;
        this.version = version;
        this.options = options;
    }

    OfficialVersion version() {
        return version;
    }

    List<String> options() {
        return options;
    }

    @Override
    public String toString() {
        return shown;
    }
}
