package io.mqspring.store.timer;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * The index's checkpoint file: all that is not in the runs.
 *
 * <pre>
 *  magic "mqtimer1"                                   8
 *  first offset not in the index                      8
 *  log position of what is done since                 8
 *  name of the next run                               8
 *  number of runs                                     4
 *    name 8, timers 4, CRC-32C 4, timers taken 4
 *  number of other timers                             4
 *    due 8, offset 8
 *  number of topics                                   4
 *    length 2, name, timers that wait 8
 *  CRC-32C of all before                              4
 * </pre>
 *
 * @param others pairs of due time and offset: the timers that are in no run
 */
record TimerManifest(TimerCheckpoint checkpoint, long nextRun, List<Run> runs, long[] others) {

    private static final long MAGIC = 0x6D7174696D657231L;
    private static final int CRC = 4;

    /** A run and the place in it. */
    record Run(long id, int count, int crc, int next) {}

    static TimerManifest of(TimerCheckpoint checkpoint, long nextRun, List<TimerRun> runs, long[] others) {
        List<Run> places = new ArrayList<>();
        for (TimerRun run : runs) {
            places.add(new Run(run.id(), run.count(), run.crc(), run.next()));
        }
        return new TimerManifest(checkpoint, nextRun, places, others);
    }

    Set<Long> runIds() {
        Set<Long> ids = new TreeSet<>();
        runs.forEach(run -> ids.add(run.id()));
        return ids;
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + others.length * 8);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(MAGIC);
            out.writeLong(checkpoint.followed());
            out.writeLong(checkpoint.logPosition());
            out.writeLong(nextRun);
            out.writeInt(runs.size());
            for (Run run : runs) {
                out.writeLong(run.id());
                out.writeInt(run.count());
                out.writeInt(run.crc());
                out.writeInt(run.next());
            }
            out.writeInt(others.length / 2);
            for (long number : others) {
                out.writeLong(number);
            }
            out.writeInt(checkpoint.pending().size());
            for (Map.Entry<String, Long> topic : checkpoint.pending().entrySet()) {
                byte[] name = topic.getKey().getBytes(StandardCharsets.UTF_8);
                out.writeShort(name.length);
                out.write(name);
                out.writeLong(topic.getValue());
            }
            out.writeInt(crc(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws IOException if it is something else
     */
    static TimerManifest decode(byte[] content) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(content);
        int end = content.length - CRC;
        if (end < Long.BYTES || in.getLong(0) != MAGIC || in.getInt(end) != crc(content, end)) {
            throw new IOException(TimerIndex.CHECKPOINT + " is not as it was written");
        }
        try {
            in.position(Long.BYTES);
            return decode(in);
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new IOException(TimerIndex.CHECKPOINT + " ends too early", e);
        }
    }

    private static TimerManifest decode(ByteBuffer in) {
        long followed = in.getLong();
        long logPosition = in.getLong();
        long nextRun = in.getLong();
        List<Run> runs = new ArrayList<>();
        for (int i = in.getInt(); i > 0; i--) {
            runs.add(new Run(in.getLong(), in.getInt(), in.getInt(), in.getInt()));
        }
        long[] others = new long[in.getInt() * 2];
        for (int i = 0; i < others.length; i++) {
            others[i] = in.getLong();
        }
        Map<String, Long> pending = new LinkedHashMap<>();
        for (int i = in.getInt(); i > 0; i--) {
            byte[] name = new byte[in.getShort()];
            in.get(name);
            pending.put(new String(name, StandardCharsets.UTF_8), in.getLong());
        }
        return new TimerManifest(new TimerCheckpoint(followed, logPosition, pending), nextRun, runs, others);
    }

    private static int crc(byte[] content, int length) {
        CRC32C crc = new CRC32C();
        crc.update(content, 0, length);
        return (int) crc.getValue();
    }
}
