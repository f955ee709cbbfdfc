package io.mqspring.interop;

/** A broker of either kind in a process of its own. */
final class Broker implements AutoCloseable {

    private final JavaProcess process;
    private final String nameServer;

    /**
     * @param nameServer where clients find it
     */
    Broker(JavaProcess process, String nameServer) {
        this.process = process;
        this.nameServer = nameServer;
    }

    /** The name server that knows it; an embedded broker is its own. */
    String nameServer() {
        return nameServer;
    }

    /** Stops it as its users do. */
    @Override
    public void close() {
        process.stop();
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
    }

    /** SIGSTOP. */
    void pause() {
        process.pause();
    }

    /** SIGCONT. */
    void resume() {
        process.resume();
    }
}
