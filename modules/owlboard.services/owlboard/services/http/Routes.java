package owlboard.services.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import owlboard.services.websocket.CloseCode;
import owlboard.services.websocket.Handshake;
import owlboard.services.websocket.OpenSockets;
import owlboard.services.websocket.WebSocket;

/**
 * The table of a service: pattern and method to handler. The first pattern that fits decides, so write
 * {@code /users/login} before {@code /users/{id}}. A slash at the end of a request's path is ignored.
 */
public final class Routes implements HttpHandler {
    private static final System.Logger LOG = System.getLogger("owlboard.services");

    /** Answers a plain request. */
    @FunctionalInterface
    public interface Handler {
        Reply answer(Call call) throws Refusal, IOException;
    }

    /** Decides on a WebSocket: a {@link Refusal} before the upgrade, or what runs after it. */
    @FunctionalInterface
    public interface SocketHandler {
        Session open(Call call) throws Refusal, IOException;
    }

    /** Runs as long as the WebSocket lives, on the thread of the exchange. */
    @FunctionalInterface
    public interface Session {
        void run(WebSocket socket) throws IOException;
    }

    /** What calls hold at a time is at most this part of the heap: a body is copied several times, here and in a store. */
    private static final int ROOM_SHARE = 16;
    private static final Duration ROOM_PATIENCE = Duration.ofSeconds(5);

    private final List<Route> routes = new ArrayList<>();
    private final Workers workers;
    private final OpenSockets sockets;
    private final Origins origins;
    private final Room room = new Room(Runtime.getRuntime().maxMemory() / ROOM_SHARE, ROOM_PATIENCE);

    /** @param origins whose pages may open WebSockets */
    public Routes(Workers workers, OpenSockets sockets, Origins origins) {
        this.workers = workers;
        this.sockets = sockets;
        this.origins = origins;
    }

    public Routes get(String pattern, Handler handler) {
        return on("GET", pattern, handler);
    }

    public Routes post(String pattern, Handler handler) {
        return on("POST", pattern, handler);
    }

    public Routes put(String pattern, Handler handler) {
        return on("PUT", pattern, handler);
    }

    public Routes delete(String pattern, Handler handler) {
        return on("DELETE", pattern, handler);
    }

    private Routes on(String method, String pattern, Handler handler) {
        route(pattern).handlers().put(method, handler);
        return this;
    }

    public Routes socket(String pattern, SocketHandler handler) {
        routes.add(new Route(pattern, handler));
        return this;
    }

    private Route route(String pattern) {
        for (Route known : routes) if (known.pattern().equals(pattern)) return known;
        var route = new Route(pattern, null);
        routes.add(route);
        return route;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            serve(exchange);
        } catch (Refusal refusal) {
            send(exchange, refusal.reply());
        } catch (RuntimeException bug) {
            log(exchange, bug);
            send(exchange, new Refusal(500, "Internal Server Error").reply());
        } finally {
            exchange.close();
        }
    }

    private void serve(HttpExchange exchange) throws Refusal, IOException {
        String path = exchange.getRequestURI().getRawPath();
        List<String> segments = Escapes.path(path == null ? "" : path);
        for (Route route : routes) {
            Map<String, String> variables = route.match(segments);
            if (variables == null) continue;
            var call = new Call(exchange, workers, room, variables);
            try {
                if (route.socket() != null) upgrade(call, route.socket());
                else send(exchange, route.handler(exchange.getRequestMethod()).answer(call));
            } finally {
                call.end();
            }
            return;
        }
        throw new Refusal(404, "Not Found");
    }

    private void upgrade(Call call, SocketHandler handler) throws Refusal, IOException {
        HttpExchange exchange = call.exchange();
        var handshake = Handshake.of(exchange.getRequestMethod(), exchange.getRequestHeaders());
        if (!handshake.accepted()) throw new Refusal(handshake.status(), handshake.detail(), handshake.headers());
        origins.check(exchange.getRequestHeaders());
        if (!sockets.hasRoom()) throw new Refusal(503, "too many WebSockets are open", Map.of("Retry-After", "5"));
        Session session = handler.open(call);
        try (var socket = sockets.add(() -> accept(exchange, handshake), exchange::close)) {
            try {
                session.run(socket);
            } catch (RuntimeException bug) {
                log(exchange, bug);
                socket.close(CloseCode.INTERNAL_ERROR, "internal error");
            }
        }
    }

    /** The contract of JDK 26: after a 101 the body streams are the connection's. */
    private static WebSocket.Streams accept(HttpExchange exchange, Handshake handshake) throws IOException {
        handshake.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(101, 0);
        return new WebSocket.Streams(exchange.getRequestBody(), exchange.getResponseBody());
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        exchange.getRequestBody();  // the JDK's server keeps a connection only if the body stream was taken before the reply
        var headers = exchange.getResponseHeaders();
        reply.headers().forEach(headers::set);
        byte[] body = reply.body();
        if (body == null) {
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        headers.set("Content-Type", reply.type());
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(reply.status(), body.length);  // never 0: the shortest body is a JSON value
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** On a thread of its own: a log that is a full pipe must not stop an event loop. */
    private static void log(HttpExchange exchange, RuntimeException bug) {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        Thread.ofPlatform().daemon().name("log-failure").start(() -> LOG.log(Level.ERROR, "failed: " + request, bug));
    }
}
