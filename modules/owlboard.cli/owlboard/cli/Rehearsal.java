package owlboard.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that is no proxy, once, in one process: the stores, the authority, the services with their stores, and what one asks most. The build
 * calls its main method with the JVM's option to write down which classes and methods that took; every later start of any of them is
 * faster (JEP 514).
 */
final class Rehearsal {
    private static final long START_NANOS = 60_000_000_000L;
    private static final int LOOK_MILLIS = 20;
    /** Enough that what an idle service does for its health is among it. */
    private static final int TIMES = 20;

    private final Path folder;
    private final PrintStream out = new PrintStream(OutputStream.nullOutputStream());
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
    private final Map<String, Integer> ports = new TreeMap<>();

    private Rehearsal(Path folder) {
        this.folder = folder;
    }

    /** {@code FOLDER}: where they keep what they keep. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var rehearsal = new Rehearsal(Files.createDirectories(Path.of(arguments[0])));
        try {
            rehearsal.play();
        } catch (IOException failed) {
            throw new IOException(failed.getMessage() + "; they said: " + rehearsal.said.toString(StandardCharsets.UTF_8), failed);
        }
        System.exit(0); // ends all of them
    }

    private interface Role {
        int run(Given given) throws Usage;
    }

    private void play() throws IOException, InterruptedException {
        for (var store : List.of("mysql", "postgres", "mongo", "redis", "rabbitmq")) {
            begins(store, new StoreRole(Map.of(), out, err)::run, "--state", folder.resolve(store).toString());
        }
        begins("certs", new CertsRole(out, err)::run, "--certs", folder.resolve("certs").toString());
        for (var role : ports.keySet()) awaitOpen(role);

        service("user", "DATABASE_URL", "mysql+pymysql://user:password@127.0.0.1:" + ports.get("mysql") + "/user_db");
        service("canvas", "DATABASE_URL", "postgres://admin:admin@127.0.0.1:" + ports.get("postgres") + "/canvas_db?sslmode=disable");
        service("chat", "REDIS_URL", "redis://:password@127.0.0.1:" + ports.get("redis") + "/0");
        service("comments", "DATABASE_URL", "mongodb://user:password@127.0.0.1:" + ports.get("mongo") + "/comments_db?authSource=admin");
        for (var role : ports.keySet()) awaitOpen(role);

        for (int i = 0; i < TIMES; i++) {
            for (var role : List.of("certs", "user", "canvas", "chat", "comments")) asks(role, "/health");
            asks("user", "/users/");
        }
        for (var words : List.of(List.of("help"), List.of("ps", "--state", folder.resolve("none").toString()),
                List.of("probe", "http://127.0.0.1:" + ports.get("certs") + "/"))) {
            new Main(out, err).run(words);
        }
    }

    private void service(String name, String variable, String url) throws IOException {
        var environment = Map.of(variable, url, "RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:" + ports.get("rabbitmq") + "/");
        begins(name, new ServiceRole(environment, out, err)::run);
    }

    private void begins(String name, Role role, String... words) throws IOException {
        int port = freePort();
        ports.put(name, port);
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--listen", "127.0.0.1:" + port));
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                role.run(Given.parse(Commands.role(name), all));
            } catch (Usage wrong) {
                err.println(wrong.getMessage());
            }
        });
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitOpen(String role) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_NANOS;
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), ports.get(role)).close();
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline) throw new IOException(role + " does not listen", notYet);
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    private void asks(String role, String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), ports.get(role))) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }
}
