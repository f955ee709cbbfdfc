package io.mqspring.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A {@link DelayBroker} in its own JVM. */
final class DelayBrokerProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;
    private final int port;
    private final long startMillis;

    /**
     * What the broker says of itself.
     *
     * @param pending timed messages that wait
     * @param live bytes of heap that lived on after the last collections
     * @param used bytes of heap in use
     */
    record Figures(long pending, long live, long used) {}

    private DelayBrokerProcess(Process process, BufferedReader lines, int port, long startMillis) {
        this.process = process;
        this.lines = lines;
        this.port = port;
        this.startMillis = startMillis;
    }

    static DelayBrokerProcess start(Path directory, int port, int heapMegabytes) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heapMegabytes + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DelayBroker.class.getName(),
                        directory.toString(),
                        Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String[] ready = await(lines, DelayBroker.READY).split(" ");
        return new DelayBrokerProcess(process, lines, Integer.parseInt(ready[0]), Long.parseLong(ready[1]));
    }

    int port() {
        return port;
    }

    /** How long the broker's start took, without that of its JVM. */
    long startMillis() {
        return startMillis;
    }

    Figures figures() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        String[] figures = await(lines, DelayBroker.FIGURES).split(" ");
        return new Figures(Long.parseLong(figures[0]), Long.parseLong(figures[1]), Long.parseLong(figures[2]));
    }

    /** Ends it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it in good order. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }

    private static String await(BufferedReader lines, String prefix) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
            System.out.println("broker: " + line);
        }
        throw new IOException("the broker has ended");
    }
}
