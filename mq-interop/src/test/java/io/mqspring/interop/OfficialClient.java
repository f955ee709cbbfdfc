package io.mqspring.interop;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The official client in a process of its own, driven through its command line. One thread at a time. */
final class OfficialClient implements AutoCloseable {

    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;
    private final Path log;

    private OfficialClient(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * @param home where it keeps logs
     */
    static OfficialClient start(Path home) {
        return start(OfficialVersion.V5_5, home);
    }

    /**
     * @param home where it keeps logs
     */
    static OfficialClient start(OfficialVersion version, Path home) {
        return start(version, home, List.of());
    }

    /**
     * @param home where it keeps logs
     * @param options of its JVM, beside those that every official process gets
     */
    static OfficialClient start(OfficialVersion version, Path home, List<String> options) {
        try {
            Files.createDirectories(home);
            // What mqadmin 4.9 reads before it does anything.
            Official.configureLogging(home, "tools");
            Path log = home.resolve("client.err");
            List<String> jvm = new ArrayList<>(Official.QUICK);
            // A member sees a second after a change what it else sees after twenty.
            jvm.add("-Drocketmq.client.rebalance.waitInterval=1000");
            jvm.addAll(options);
            ProcessBuilder builder = new ProcessBuilder(Official.command(
                            version, home, jvm, "io.mqspring.interop.official.OfficialTool", List.of()))
                    .redirectError(log.toFile());
            builder.environment().putAll(Official.environment(home));
            return new OfficialClient(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Talks to this name server from now on; an embedded broker is its own. */
    void use(String nameServer) {
        run("reset");
        run("use", nameServer);
    }

    /** An official broker tells the name server of its topics a moment after it says that it is there. */
    void awaitTopic(String topic) {
        Awaitility.await("a route of " + topic)
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(() -> !run("queues", topic).isEmpty());
    }

    List<StoredMessage> dump(String topic) {
        return messages(run("dump", topic));
    }

    /** Consumes as a group until so many messages came, or none for a time. */
    List<StoredMessage> consume(String group, String topic, Duration idle, int limit) {
        return messages(run("consume", group, topic, Long.toString(idle.toMillis()), Integer.toString(limit)));
    }

    /** The same, with each message failed, and retried by the broker up to so many times. */
    List<StoredMessage> fail(String group, String topic, Duration idle, int limit, int retries) {
        return messages(run(
                "fail",
                group,
                topic,
                Long.toString(idle.toMillis()),
                Integer.toString(limit),
                Integer.toString(retries)));
    }

    List<StoredMessage> byKey(String topic, String key) {
        return messages(run("key", topic, key));
    }

    StoredMessage byUniqueId(String topic, String id) {
        return messages(run("unique", topic, id)).get(0);
    }

    /** Sends messages whose body is the prefix and a number; options are {@code deliver=}, {@code level=} or properties. */
    List<String> send(String topic, int count, String prefix, String... options) {
        List<String> words = new ArrayList<>(List.of("send", topic, Integer.toString(count), prefix));
        words.addAll(List.of(options));
        return run(words.toArray(new String[0]));
    }

    /** Runs a command of the tool. */
    List<String> run(String... words) {
        try {
            commands.write(String.join("\t", words));
            commands.newLine();
            commands.flush();
            List<String> lines = new ArrayList<>();
            for (@Nullable String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.equals(".")) {
                    return lines;
                }
                if (line.startsWith("! ")) {
                    throw new AssertionError(String.join(" ", words) + ": " + line.substring(2));
                }
                if (line.startsWith("> ")) {
                    lines.add(line.substring(2));
                }
            }
            throw new AssertionError("the official client ended: " + Files.readString(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<StoredMessage> messages(List<String> lines) {
        return lines.stream().map(StoredMessage::parse).toList();
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
