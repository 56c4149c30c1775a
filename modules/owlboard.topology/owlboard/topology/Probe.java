package owlboard.topology;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import owlboard.clients.probe.FirstWords;

/** Asks a role for its health: a bare socket, and a store for the first words of its protocol. */
record Probe(Health health, String host, int port) {
    static final String LOOPBACK = "127.0.0.1";
    private static final Pattern REASON = Pattern.compile("\"reason\": ?\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** In the words of MySQL, PostgreSQL, MongoDB, Redis, RabbitMQ. */
    private static final Pattern REFUSED = Pattern.compile("access denied|password|authenticat|wrongpass|noauth|access_refused",
            Pattern.CASE_INSENSITIVE);
    private static final int ANSWER_BYTES = 4096;
    private static final int CONNECT_MILLIS = 1000;
    private static final int ANSWER_MILLIS = 2000;

    /**
     * What came of a question.
     *
     * @param trouble why it is not well; empty when it is
     * @param isSaid  it said so itself
     */
    record Answer(String trouble, boolean isSaid) {
        boolean isWell() {
            return trouble.isEmpty();
        }
    }

    /** Whether a store refuses the one who uses it, which no waiting changes. */
    static boolean isRefusal(String why) {
        return REFUSED.matcher(why).find();
    }

    Answer ask() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            return switch (health) {
                case Health.Ok(var path) -> new Answer(ask(socket, path, 200, 200), true);
                case Health.Any() -> new Answer(ask(socket, "/", 100, 499), true);
                case Health.Tcp() -> new Answer("", false);
                case Health.Greets(var store) -> new Answer(greeting(store, socket), false);
                case Health.Usual() -> throw new IllegalStateException("resolved when the role got its ports");
            };
        } catch (IOException cause) {
            return new Answer((host.equals(LOOPBACK) ? "port " + port : host + ":" + port) + ": " + Complaint.reason(cause), false);
        }
    }

    /** Nothing when a store answers as its protocol wants. */
    private static String greeting(Role.Type store, Socket socket) throws IOException {
        if (FirstWords.areAnswered(store.protocol(), socket)) return "";
        return "what listens on port " + socket.getPort() + " does not speak as a " + store.word() + " server";
    }

    /** Nothing when the status is one of those. A service says why not: {@code "reason": "..."}. */
    private static String ask(Socket socket, String path, int low, int high) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: owlboard-health\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        var line = new StringBuilder();
        for (int c; line.length() < 64 && (c = socket.getInputStream().read()) >= 0 && c != '\n'; ) line.append((char) c);
        var words = line.toString().strip().split(" ");
        if (words.length < 2 || !words[1].matches("\\d{3}")) throw new IOException("no HTTP answer");
        int status = Integer.parseInt(words[1]);
        if (status >= low && status <= high) return "";
        var reason = REASON.matcher(new String(socket.getInputStream().readNBytes(ANSWER_BYTES), StandardCharsets.UTF_8));
        return "GET " + path + " answers " + status + (reason.find() ? ": " + reason.group(1).replace("\\\"", "\"") : "");
    }
}
