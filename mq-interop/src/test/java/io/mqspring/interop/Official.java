package io.mqspring.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Where the official software is and how its processes are started. Stateless. */
final class Official {

    /** Options of a JVM that is to start quickly. */
    static final List<String> QUICK =
            List.of("-Xms128m", "-Xmx512m", "-XX:MaxDirectMemorySize=512m", "-XX:TieredStopAtLevel=1");

    private static final List<String> OPENED = List.of(
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");

    private Official() {}

    /** A folder below {@code target} for what processes write; it is emptied by nobody, so that a failure can be looked at. */
    static Path work(String test) {
        try {
            return Files.createTempDirectory(Files.createDirectories(workRoot()), test + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of all that processes of this JVM's tests write. */
    static Path workRoot() {
        return Path.of(System.getProperty("mq.interop.work", "target/interop")).toAbsolutePath();
    }

    /** The command of an official process of release 5.5 whose home, and with it its logs, is below a folder. */
    static List<String> command(Path home, String main, List<String> arguments) {
        return command(OfficialVersion.V5_5, home, main, arguments);
    }

    /** The command of an official process whose home, and with it its logs, is below a folder; it is to start quickly. */
    static List<String> command(OfficialVersion version, Path home, String main, List<String> arguments) {
        return command(version, home, QUICK, main, arguments);
    }

    /** The same with further options of the JVM, system properties for instance. */
    static List<String> commandWith(
            OfficialVersion version, Path home, List<String> more, String main, List<String> arguments) {
        List<String> jvm = new ArrayList<>(QUICK);
        jvm.addAll(more);
        return command(version, home, jvm, main, arguments);
    }

    /** The same with other options of the JVM for heap and compiler. */
    static List<String> command(
            OfficialVersion version, Path home, List<String> jvm, String main, List<String> arguments) {
        List<String> options = new ArrayList<>(jvm);
        options.add("-Duser.home=" + home);
        options.add("-Djava.net.preferIPv4Stack=true");
        options.addAll(OPENED);
        return JavaProcess.command(options, version.classPath(), main, arguments);
    }

    /** Release 4.9 does not start without its logging configuration. */
    static void configureLogging(Path home, String component) throws IOException {
        Path folder = Files.createDirectories(home.resolve("conf"));
        Files.writeString(folder.resolve("logback_" + component + ".xml"), """
                <configuration>
                  <appender name="file" class="ch.qos.logback.core.FileAppender">
                    <file>%s/logs/%s.log</file>
                    <encoder><pattern>%%d %%p %%t - %%m%%n</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="file"/></root>
                </configuration>
                """.formatted(home, component));
    }

    /** What official processes need in their environment. */
    static Map<String, String> environment(Path home) {
        return Map.of("ROCKETMQ_HOME", home.toString(), "JAVA_TOOL_OPTIONS", "");
    }

    /**
     * A port that nobody has, nor the one two below it, where an official broker listens too. None of those that outgoing
     * connections get, so that it stays free until the process has started.
     */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            if (isFree(port) && isFree(port - 2)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return taken.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
