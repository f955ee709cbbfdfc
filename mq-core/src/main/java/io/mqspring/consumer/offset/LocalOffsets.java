package io.mqspring.consumer.offset;

import io.mqspring.message.MessageQueue;
import java.util.Map;

/** Where the offsets of one group are kept on this machine. Called on workers, by one at a time; may block. */
public interface LocalOffsets {

    /**
     * What was saved last; nothing the first time, or when it is damaged, which the log says.
     *
     * @throws io.mqspring.consumer.StartRefusedException when nothing can be kept here, naming the setting
     */
    Map<MessageQueue, Long> load();

    /**
     * Replaces what was saved, durably.
     *
     * @throws java.io.UncheckedIOException naming the file
     */
    void save(Map<MessageQueue, Long> offsets);
}
