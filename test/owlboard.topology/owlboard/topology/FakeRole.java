package owlboard.topology;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import owlboard.certs.Certs;
import owlboard.certs.CertsException;
import owlboard.certs.Options;
import owlboard.cli.process.Signals;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;

/**
 * Stands in for the image's roles: listens where it is told, answers {@code /health}, logs as the balancer does, reloads on HUP, ends when
 * the folder is gone that it is to watch.
 * {@code /exit?N} ends it with that code, {@code /log?TEXT} has it log that, {@code /ill?TEXT} say on /health that it is not well because
 * of that; a configuration that contains {@code lest_conn} is refused as the real one refuses it.
 */
final class FakeRole {
    /** In place of a role: does what each does, in this folder, and ends. */
    static final String REHEARSAL = "--rehearsal";
    private static volatile String ill = System.getenv().getOrDefault("ILL", "");

    private FakeRole() {}

    public static void main(String[] args) throws IOException {
        if (args[0].equals(REHEARSAL)) rehearse(Path.of(args[1]));
        if (!args[0].equals("--role")) {
            System.exit(Topology.run(List.of(args), System.out, System.err, Quick.TIMING, Path.of(System.getProperty(Topology.LAUNCHER))));
        }
        var log = new RoleLog(Path.of(after(args, "--log").getFirst()), System.err);
        System.setOut(log.stream());
        System.setErr(log.stream());
        refuseBrokenConf(after(args, "--conf"));
        if (args[1].equals("certs")) issue(Path.of(after(args, "--certs").getFirst()));
        Signals.on("HUP", () -> System.out.println(args[1] + ": configuration reloaded"));
        boolean beside = List.of(args).contains("--beside");
        if (beside) System.out.println(args[1] + " listens on what its predecessor has still");
        for (int port : ports(args)) listen(port, args[1], beside);
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("REDIS_")) System.out.println(args[1] + " has " + name + "=" + value);
        });
        System.out.println(args[1] + " started with " + String.join(" ", args));
        System.out.println(args[1] + " listens on what it was told");
        var watched = Path.of(after(args, "--while").getFirst());
        while (Files.exists(watched)) LockSupport.parkNanos(100_000_000);
        System.out.println(args[1] + " ends with the folder it watches");
        System.exit(0);
    }

    private static void rehearse(Path folder) throws IOException {
        var log = new RoleLog(folder.resolve("rehearsal.log"), System.err);
        System.setOut(log.stream());
        Signals.on("HUP", () -> { });
        int port;
        try (var free = new Reserved()) {
            port = free.port();
        }
        listen(port, "lb", true);
        try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write("GET /log?rehearsal HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readAllBytes();
        }
        Topology.run(List.of("ps", "--state", folder.resolve("none").toString()), System.out, System.out, Quick.TIMING, folder);
        System.exit(0);
    }

    private static void refuseBrokenConf(List<String> conf) throws IOException {
        if (conf.isEmpty() || !Files.readString(Path.of(conf.getFirst())).contains("lest_conn")) return;
        System.err.println("owlboard: unknown directive \"lest_conn\" in " + conf.getFirst() + ":1; did you mean \"least_conn\"?");
        System.exit(2);
    }

    private static void issue(Path folder) {
        try {
            Certs.init(folder, Options.defaults());
        } catch (CertsException failure) {
            System.err.println("certs: " + failure.getMessage());
            System.exit(1);
        }
    }

    private static List<Integer> ports(String[] args) {
        var ports = new ArrayList<Integer>();
        for (var publish : after(args, "--publish")) {
            ports.add(Integer.parseInt(publish.substring(publish.lastIndexOf(':', publish.lastIndexOf(':') - 1) + 1,
                    publish.lastIndexOf(':'))));
        }
        for (var flag : List.of("--listen", "--health")) for (var listen : after(args,
                flag)) ports.add(Integer.parseInt(listen.substring(listen.indexOf(':') + 1)));
        return ports;
    }

    private static List<String> after(String[] args, String flag) {
        var values = new ArrayList<String>();
        for (int i = 0; i + 1 < args.length; i++) {
            if (args[i].equals(flag)) values.add(args[i + 1]);
        }
        return values;
    }

    private static void listen(int port, String role, boolean beside) throws IOException {
        if (role.equals("redis")) {
            store(port);
            return;
        }
        var server = HttpServer.create();
        long deadline = System.nanoTime() + Patience.NANOS;
        while (!binds(server, port)) {
            if (!beside || System.nanoTime() > deadline) throw new BindException("port " + port + " is taken");
            LockSupport.parkNanos(20_000_000);
        }
        server.createContext("/", exchange -> answer(exchange, role));
        server.start();
    }

    /** False while a predecessor ends: its sockets cannot be shared, as the real one's can. */
    private static boolean binds(HttpServer server, int port) throws IOException {
        try {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            return true;
        } catch (BindException taken) {
            return false;
        }
    }

    /** Wants a password, whatever it hears. */
    private static void store(int port) throws IOException {
        var server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(() -> {
            while (true) {
                try (var client = server.accept()) {
                    client.getOutputStream().write('-');
                    client.getInputStream().read();
                } catch (IOException gone) {
                    System.out.println("redis: " + gone.getMessage());
                }
            }
        });
    }

    private static void answer(HttpExchange exchange, String role) throws IOException {
        var uri = exchange.getRequestURI();
        if (!uri.getPath().equals("/health")) System.out.println("\"GET " + uri + "\" 200 upstream: api_gateway_1:80");
        if (uri.getPath().equals("/log")) System.out.println("2026-11-24 10:49:50 " + uri.getQuery());
        if (uri.getPath().equals("/exit")) Runtime.getRuntime().halt(Integer.parseInt(uri.getQuery()));
        if (uri.getPath().equals("/ill")) ill = uri.getQuery();
        boolean well = ill.isEmpty() || !uri.getPath().equals("/health");
        var body = (well ? role : "{\"reason\": \"" + ill + "\"}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(well ? 200 : 503, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
