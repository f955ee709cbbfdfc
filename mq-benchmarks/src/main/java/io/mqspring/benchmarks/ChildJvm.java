package io.mqspring.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A fresh JVM that runs a main class of this module and answers in lines; to be killed or awaited. */
final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;

    private ChildJvm(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static ChildJvm start(int heapMebibytes, Class<?> main, String... arguments) throws IOException {
        return start(java(), heapMebibytes, main, arguments);
    }

    /** The command that runs this JVM. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** With another JDK. */
    static ChildJvm start(String java, int heapMebibytes, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java, "-Xmx" + heapMebibytes + "m", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ChildJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** The rest of the next line that begins with a word; lines of the log before it are passed over. */
    String await(String word) throws IOException {
        StringBuilder others = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(word + " ")) {
                return line.substring(word.length() + 1);
            }
            others.append(line).append('\n');
        }
        throw new IllegalStateException("the process ended without '" + word + "'; it said:\n" + others);
    }

    /** Puts a line on its input. */
    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Asks it to end, with SIGTERM. */
    void terminate() {
        // Not Process.destroy(), which closes the stream that the last words come through.
        process.toHandle().destroy();
    }

    /** Ends it with SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void awaitEnd() throws IOException, InterruptedException {
        while (lines.readLine() != null) {
            // Until it has said everything.
        }
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
