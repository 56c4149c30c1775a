package owlboard.services;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import owlboard.services.http.Origins;
import owlboard.services.http.Routes;
import owlboard.services.http.Workers;
import owlboard.services.tls.MutualTls;
import owlboard.services.websocket.OpenSockets;

/** Starts services. */
public final class Services {
    private static final int BACKLOG = 1024;
    /** What a service is: its name in the topology and the prefix of its paths. */
    public enum Kind {
        USER("user_service", "/users"), CANVAS("canvas_service", "/canvas"),
        CHAT("chat_service", "/chat"), COMMENTS("comments_service", "/comments");

        private final String service;
        private final String prefix;

        Kind(String service, String prefix) {
            this.service = service;
            this.prefix = prefix;
        }

        /** As the topology and certificate folders call it, {@code user_service}. */
        public String service() {
            return service;
        }
    }

    /**
     * @param listen address and port, 0 for any
     * @param certs folder with {@code ca/ca.crt} and {@code <service>/server.crt|server.key}: clients must present a
     *     certificate of that authority; null for plain HTTP
     * @param keeping where the data is kept
     * @param health address and port where {@code /health}, and nothing else, is told in plain HTTP: for a probe without a certificate;
     *               null for nowhere
     * @param trust whom it believes
     */
    public record Options(Kind kind, InetSocketAddress listen, Path certs, Keeping keeping, InetSocketAddress health, Trust trust) {}

    private Services() {}

    /**
     * Listens when it returns.
     *
     * @throws IOException names the address that is taken, or the certificate file and what is wrong with it
     */
    public static Service start(Options options) throws IOException {
        String name = options.kind().service();
        var workers = new Workers(name);
        HttpServer server = null;
        HttpServer probed;
        try {
            server = server(options);
            probed = options.health() == null ? null : plain(options.health());
        } catch (IOException unusable) {
            if (server != null) {
                server.stop(0);
                MutualTls.stopsWith(server);
            }
            workers.close();
            throw unusable;
        }
        UUID.randomUUID();  // seeds the generator here: its first use reads a file, which no event loop may
        var sockets = new OpenSockets(name);
        var exchanges = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-exchange-", 1).factory());
        var routes = new Routes(workers, sockets, new Origins(options.trust().origins()));
        var health = new AtomicReference<Health>();
        Routes.Handler tell = call -> health.get().tell();
        routes.get("/health", tell).get(options.kind().prefix + "/health", tell); // before /users/{id}
        var kept = Kept.start(options, routes, workers);
        health.set(new Health(name, kept));
        server.setExecutor(exchanges);
        server.createContext("/", routes);
        server.start();
        if (probed != null) {
            probed.setExecutor(exchanges);
            probed.createContext("/", new Routes(workers, sockets, new Origins(options.trust().origins())).get("/health", tell));
            probed.start();
        }
        return new Service(server, probed, exchanges, sockets, workers, kept);
    }

    private static HttpServer server(Options options) throws IOException {
        MutualTls tls = options.certs() == null ? null : MutualTls.of(options.certs(), options.kind().service());
        if (tls == null) return plain(options.listen());
        try {
            HttpsServer server = HttpsServer.create(options.listen(), BACKLOG);
            server.setHttpsConfigurator(tls);
            return server;
        } catch (IOException taken) {
            tls.close();
            throw taken(options.listen(), taken);
        }
    }

    private static HttpServer plain(InetSocketAddress listen) throws IOException {
        try {
            return HttpServer.create(listen, BACKLOG);
        } catch (IOException taken) {
            throw taken(listen, taken);
        }
    }

    private static IOException taken(InetSocketAddress listen, IOException why) {
        return new IOException("cannot listen on " + listen + ": " + why.getMessage(), why);
    }
}
