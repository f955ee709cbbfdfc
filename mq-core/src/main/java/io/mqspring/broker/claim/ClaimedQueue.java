package io.mqspring.broker.claim;

/** A queue as a group has it. */
record ClaimedQueue(String group, String topic, int queueId) {

    @Override
    public String toString() {
        return topic + "/" + queueId;
    }
}
