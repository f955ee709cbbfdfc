package io.mqspring.message;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes unique message ids in the length and alphabet that RocketMQ's tools expect: 16 bytes as 32 upper-case hex digits
 * (address 4, process 2, instance 4, time 4, counter 2). The time is milliseconds since this generator's base; the
 * counter carries over into it, so ids never repeat within a generator, whatever the clock does. Thread safe.
 */
public final class UniqueIds {

    private final String prefix;
    private final AtomicInteger low;
    private final int base;

    /**
     * @param address who makes the ids
     * @param processId operating system process
     * @param instance tells generators of a process apart; should be random
     * @param startMillis wall clock at the start
     */
    public UniqueIds(HostAddress address, long processId, int instance, long startMillis) {
        ByteBuffer head = ByteBuffer.allocate(10);
        ByteBuffer host = ByteBuffer.allocate(address.length());
        address.encodeTo(host, 0);
        head.put(host.array(), 0, 4).putShort((short) processId).putInt(instance);
        this.prefix = HexFormat.of().withUpperCase().formatHex(head.array());
        this.base = (int) (startMillis / 1000);
        this.low = new AtomicInteger();
    }

    /** The next id. */
    public String next() {
        // 48 bits: seconds at start in the high 32 (advanced when the low 16 overflow), a counter in the low 16.
        int count = low.getAndIncrement();
        int high = base + (count >>> 16);
        return prefix + hex(high) + hex(count).substring(4);
    }

    private static String hex(int value) {
        return HexFormat.of().withUpperCase().toHexDigits(value);
    }
}
