package io.mqspring.test.space;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Stands between a client and a broker; from {@link #stall} on it takes nothing more of what the broker sends. */
final class StallingProxy implements AutoCloseable {

    private static final int SMALL_BUFFER = 16 * 1024;

    private final ServerSocket server;
    private final int brokerPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean stalled;

    StallingProxy(int brokerPort) throws IOException {
        this.brokerPort = brokerPort;
        this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        start("proxy-accept", this::accept);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    void stall() {
        stalled = true;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket broker = new Socket();
            broker.setReceiveBufferSize(SMALL_BUFFER);
            broker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort));
            sockets.add(client);
            sockets.add(broker);
            start("proxy-to-broker", () -> copy(client, broker, false));
            start("proxy-to-client", () -> copy(broker, client, true));
        }
    }

    private void copy(Socket from, Socket to, boolean stalls) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[SMALL_BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
            if (stalls && stalled) {
                awaitClose();
            }
        }
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException ended) {
                        // Justification: one of the two sides has closed, which is what they do in the end.
                        return;
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
