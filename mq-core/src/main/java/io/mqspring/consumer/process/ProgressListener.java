package io.mqspring.consumer.process;

/** Hears that messages of a window were finished. Called on the loop, once per burst of results. */
@FunctionalInterface
public interface ProgressListener {

    /**
     * @param messages finished since the last call
     * @param bytes what they had cost
     */
    void onProgress(ProcessQueue queue, int messages, long bytes);
}
