package io.mqspring.interop.official;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Apache RocketMQ's client and admin client as a command line: one command a line on the standard input, words separated by
 * tabs; the answer is lines that begin with {@code > }, then {@code .}, or {@code ! reason} instead. Runs in a JVM of its own
 * that has nothing of ours but this package. It may talk to several brokers in turn: {@code use name-server-address}.
 */
public final class OfficialTool {

    private final PrintStream out;
    private final Map<String, Session> sessions = new HashMap<>();

    private OfficialTool(PrintStream out) {
        this.out = out;
    }

    /** Serves commands until the input ends. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // Whatever the client prints must not get between the answers.
        System.setOut(System.err);
        new OfficialTool(out).serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        System.exit(0);
    }

    private void serve(BufferedReader in) throws Exception {
        Session session = null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split("\t", -1);
            try {
                if (words[0].equals("use")) {
                    session = sessions.computeIfAbsent(words[1], Session::new);
                } else if (words[0].equals("reset")) {
                    // A broker that comes back elsewhere is found at once, not at the client's next look.
                    sessions.values().forEach(Session::close);
                    sessions.clear();
                    session = null;
                } else if (session == null) {
                    throw new IllegalStateException("say 'use name-server-address' first");
                } else {
                    List<String> answer = session.run(words);
                    answer.forEach(text -> out.println("> " + text));
                }
                out.println(".");
            } catch (Exception | AssertionError e) {
                e.printStackTrace();
                out.println("! " + e.toString().replace('\n', ' '));
            }
            out.flush();
        }
        sessions.values().forEach(Session::close);
    }
}
