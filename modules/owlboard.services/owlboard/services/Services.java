package owlboard.services;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Executors;
import owlboard.services.canvas.CanvasRoutes;
import owlboard.services.canvas.CanvasTable;
import owlboard.services.chat.ChatRoutes;
import owlboard.services.comments.CommentRoutes;
import owlboard.services.http.Reply;
import owlboard.services.http.Routes;
import owlboard.services.http.Workers;
import owlboard.services.json.Json;
import owlboard.services.tls.MutualTls;
import owlboard.services.users.UserRoutes;
import owlboard.services.users.UserTable;
import owlboard.services.websocket.OpenSockets;

/** Starts services. */
public final class Services {
    private static final int BACKLOG = 1024;
    /** What a service keeps takes at most this part of the heap. */
    private static final int STATE_SHARE = 4;

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
     * @param state where a service may write; all four keep their state in memory and write nothing
     */
    public record Options(Kind kind, InetSocketAddress listen, Path certs, Path state) {}

    private Services() {}

    /**
     * Listens when it returns.
     *
     * @throws IOException names the address that is taken, or the certificate file and what is wrong with it
     */
    public static Service start(Options options) throws IOException {
        String name = options.kind().service();
        var workers = new Workers(name);
        HttpServer server;
        try {
            server = server(options, workers);
        } catch (IOException unusable) {
            workers.close();
            throw unusable;
        }
        UUID.randomUUID();  // seeds the generator here: its first use reads a file, which no event loop may
        var sockets = new OpenSockets(name);
        var exchanges = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-exchange-", 1).factory());
        var routes = new Routes(workers, sockets);
        Reply healthy = Reply.ok(Json.object("status", "healthy", "service", name));
        routes.get("/health", call -> healthy).get(options.kind().prefix + "/health", call -> healthy);
        add(options.kind(), routes, workers);
        server.setExecutor(exchanges);
        server.createContext("/", routes);
        server.start();
        return new Service(server, exchanges, sockets, workers);
    }

    private static HttpServer server(Options options, Workers workers) throws IOException {
        MutualTls tls = options.certs() == null ? null : MutualTls.of(options.certs(), options.kind().service(), workers);
        try {
            if (tls == null) return HttpServer.create(options.listen(), BACKLOG);
            HttpsServer server = HttpsServer.create(options.listen(), BACKLOG);
            server.setHttpsConfigurator(tls);
            return server;
        } catch (IOException taken) {
            throw new IOException("cannot listen on " + options.listen() + ": " + taken.getMessage(), taken);
        }
    }

    private static void add(Kind kind, Routes routes, Workers workers) {
        long room = Runtime.getRuntime().maxMemory() / STATE_SHARE;
        switch (kind) {
            case USER -> UserRoutes.add(routes, new UserTable(), workers);
            case CANVAS -> CanvasRoutes.add(routes, new CanvasTable(room), workers);
            case CHAT -> ChatRoutes.add(routes, room);
            case COMMENTS -> CommentRoutes.add(routes, room);
        }
    }
}
