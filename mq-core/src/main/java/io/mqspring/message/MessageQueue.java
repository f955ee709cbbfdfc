package io.mqspring.message;

/**
 * A queue of a topic on a broker: the unit of order and of allocation to a consumer. Ordered by topic, broker name and
 * queue id, which is the order every member of a group must use when it allocates.
 *
 * @param topic topic name
 * @param brokerName logical name of the broker (not an address)
 * @param queueId number of the queue on that broker, from 0
 */
public record MessageQueue(String topic, String brokerName, int queueId) implements Comparable<MessageQueue> {

    @Override
    public int compareTo(MessageQueue other) {
        int byTopic = topic.compareTo(other.topic);
        if (byTopic != 0) {
            return byTopic;
        }
        int byBroker = brokerName.compareTo(other.brokerName);
        return byBroker != 0 ? byBroker : Integer.compare(queueId, other.queueId);
    }

    @Override
    public String toString() {
        return topic + "/" + brokerName + "/" + queueId;
    }
}
