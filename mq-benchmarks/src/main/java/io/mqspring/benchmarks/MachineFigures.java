package io.mqspring.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.SynchronousQueue;

/**
 * What the machine itself can do, measured in the same run as the figures that are compared with it: a forced append, copies
 * into a mapped file, a TCP round trip, a thread hand-over.
 *
 * @param forcedAppendMicros median time to append 4 KiB and force it
 * @param mappedAppendsPerSecond 1 KiB records copied into a mapped file in a second, without forcing
 * @param tcpRoundTripMicros median time for one byte there and back over loopback
 * @param handOverMicros median time for a hand-over to another thread and back
 */
record MachineFigures(
        double forcedAppendMicros, double mappedAppendsPerSecond, double tcpRoundTripMicros, double handOverMicros) {

    private static final int FORCES = 400;
    private static final int ROUND_TRIPS = 20_000;
    private static final int MAPPED_BYTES = 256 * 1024 * 1024;

    static MachineFigures measure(Path directory) throws IOException, InterruptedException {
        return new MachineFigures(forcedAppend(directory), mappedAppends(directory), tcpRoundTrip(), handOver());
    }

    void print() {
        System.out.printf(
                "machine: forced 4 KiB append p50 %.0f us, %,.0f mapped 1 KiB appends/s, TCP round trip p50 %.0f us,"
                        + " thread hand-over and back p50 %.1f us%n",
                forcedAppendMicros, mappedAppendsPerSecond, tcpRoundTripMicros, handOverMicros);
    }

    private static double forcedAppend(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "forced", ".bin");
        long[] nanos = new long[FORCES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            // Written once before, so that, as in the store, the forced append allocates no blocks.
            ByteBuffer block = ByteBuffer.allocateDirect(4096);
            for (int i = 0; i < FORCES; i++) {
                channel.write(block.clear(), i * 4096L);
            }
            channel.force(true);
            for (int i = 0; i < FORCES; i++) {
                long start = System.nanoTime();
                channel.write(block.clear(), i * 4096L);
                channel.force(false);
                nanos[i] = System.nanoTime() - start;
            }
        } finally {
            Files.delete(file);
        }
        return medianMicros(nanos);
    }

    private static double mappedAppends(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "mapped", ".bin");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, MAPPED_BYTES);
            byte[] record = new byte[1024];
            long start = System.nanoTime();
            for (int at = 0; at < MAPPED_BYTES; at += record.length) {
                map.put(at, record);
            }
            return (MAPPED_BYTES / 1024) * 1e9 / (System.nanoTime() - start);
        } finally {
            Files.delete(file);
        }
    }

    private static double tcpRoundTrip() throws IOException, InterruptedException {
        long[] nanos = new long[ROUND_TRIPS];
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread echo = new Thread(() -> echo(server), "echo");
            echo.start();
            try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                socket.setTcpNoDelay(true);
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream();
                for (int i = 0; i < ROUND_TRIPS; i++) {
                    long start = System.nanoTime();
                    out.write(1);
                    in.read();
                    nanos[i] = System.nanoTime() - start;
                }
            }
            echo.join();
        }
        return medianMicros(nanos);
    }

    private static void echo(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                out.write(b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double handOver() throws InterruptedException {
        SynchronousQueue<Integer> there = new SynchronousQueue<>();
        SynchronousQueue<Integer> back = new SynchronousQueue<>();
        Thread other = new Thread(
                () -> {
                    try {
                        for (int i = 0; i < ROUND_TRIPS; i++) {
                            back.put(there.take());
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "hand-over");
        other.start();
        long[] nanos = new long[ROUND_TRIPS];
        for (int i = 0; i < ROUND_TRIPS; i++) {
            long start = System.nanoTime();
            there.put(i);
            back.take();
            nanos[i] = System.nanoTime() - start;
        }
        other.join();
        return medianMicros(nanos);
    }

    private static double medianMicros(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1000.0;
    }
}
