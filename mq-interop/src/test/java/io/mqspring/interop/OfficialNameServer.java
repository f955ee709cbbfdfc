package io.mqspring.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An official name server in a process of its own. */
final class OfficialNameServer implements AutoCloseable {

    private final JavaProcess process;
    private final int port;

    private OfficialNameServer(JavaProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * @param home where it keeps what it writes
     */
    static OfficialNameServer start(Path home) {
        return start(OfficialVersion.V5_5, home);
    }

    /**
     * @param home where it keeps what it writes
     */
    static OfficialNameServer start(OfficialVersion version, Path home) {
        return start(version, home, Official.freePort());
    }

    /**
     * Starts one at a port, perhaps that of one that was ended.
     *
     * @param home where it keeps what it writes
     */
    static OfficialNameServer start(OfficialVersion version, Path home, int port) {
        return start(version, home, port, List.of());
    }

    /**
     * The same with further options of the JVM.
     *
     * @param home where it keeps what it writes
     */
    static OfficialNameServer start(OfficialVersion version, Path home, int port, List<String> jvm) {
        try {
            Files.createDirectories(home);
            Official.configureLogging(home, "namesrv");
            Path file = Files.createTempFile(home, "namesrv-", ".conf");
            Files.writeString(file, "listenPort=" + port + "\nbindAddress=127.0.0.1\n");
            List<String> command = Official.commandWith(
                    version, home, jvm, "org.apache.rocketmq.namesrv.NamesrvStartup", List.of("-c", file.toString()));
            JavaProcess process =
                    JavaProcess.start("the official name server", command, Official.environment(home), file + ".out");
            process.awaitOutput("boot success");
            return new OfficialNameServer(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.stop();
    }
}
