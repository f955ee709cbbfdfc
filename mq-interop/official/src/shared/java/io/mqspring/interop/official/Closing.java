package io.mqspring.interop.official;

/** Closes official clients without waiting for their network part, which takes up to three seconds for itself. Stateless. */
final class Closing {

    private static final int LOOK_MILLIS = 5;

    private Closing() {}

    /**
     * Runs a client's {@code shutdown}, and returns when all is done that a broker can see of it: what it consumed is
     * committed, and it has taken its leave.
     */
    static void close(Runnable shutdown) throws InterruptedException {
        Throwable[] failure = new Throwable[1];
        Thread closing = new Thread(shutdown, "closing");
        closing.setDaemon(true);
        closing.setUncaughtExceptionHandler((thread, thrown) -> failure[0] = thrown);
        closing.start();
        while (closing.isAlive() && !isAtNetwork(closing)) {
            closing.join(LOOK_MILLIS);
        }
        if (!closing.isAlive() && failure[0] != null) {
            throw new IllegalStateException("the client cannot be closed", failure[0]);
        }
    }

    /** Whether a thread that closes a client has come to its connections. */
    static boolean isAtNetwork(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().endsWith("NettyRemotingClient") && frame.getMethodName().equals("shutdown")) {
                return true;
            }
        }
        return false;
    }
}
