package io.mqspring.consumer.allocation;

import io.mqspring.message.MessageQueue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A ring of hashes: each member has some points on it, and a queue belongs to the member of the first point at or after its
 * own hash. The ring is that of Apache RocketMQ's client, so that members of either project come to the same division: the
 * first four bytes of an MD5 as an unsigned number, of {@code <member>-<n>} with n from 0 for points, and of {@code
 * MessageQueue [topic=<topic>, brokerName=<broker>, queueId=<id>]} for queues; of two members on one point the last has it.
 */
record ConsistentHashAllocation(int virtualNodes) implements AllocationStrategy {

    ConsistentHashAllocation {
        if (virtualNodes < 1) {
            throw new IllegalArgumentException(
                    "a member must have at least 1 point on the ring, but virtualNodes is " + virtualNodes);
        }
    }

    @Override
    public String name() {
        return "CONSISTENT_HASH";
    }

    @Override
    public List<MessageQueue> allocate(String member, List<String> members, List<MessageQueue> queues) {
        if (!members.contains(member)) {
            return List.of();
        }
        MessageDigest md5 = md5();
        TreeMap<Long, String> ring = new TreeMap<>();
        for (String each : members) {
            for (int n = 0; n < virtualNodes; n++) {
                ring.put(hash(md5, each + "-" + n), each);
            }
        }
        return queues.stream()
                .filter(queue -> member.equals(ownerOf(ring, hash(md5, key(queue)))))
                .toList();
    }

    private static String ownerOf(TreeMap<Long, String> ring, long hash) {
        Map.Entry<Long, String> point = ring.ceilingEntry(hash);
        return (point != null ? point : ring.firstEntry()).getValue();
    }

    private static String key(MessageQueue queue) {
        return "MessageQueue [topic=" + queue.topic() + ", brokerName=" + queue.brokerName() + ", queueId="
                + queue.queueId() + "]";
    }

    private static long hash(MessageDigest md5, String key) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(md5.digest(key.getBytes(StandardCharsets.UTF_8)))
                .getInt());
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
