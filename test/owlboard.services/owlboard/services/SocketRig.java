package owlboard.services;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import owlboard.harness.Patience;
import owlboard.services.http.Origins;
import owlboard.services.http.Routes;
import owlboard.services.http.Workers;
import owlboard.services.websocket.OpenSockets;

/** Routes behind a server that upgrades, and {@code java.net.http}'s WebSocket client. */
public final class SocketRig implements AutoCloseable {
    public final Workers workers = new Workers("test");
    public final OpenSockets sockets = new OpenSockets("test");
    private final Upgrading server;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public SocketRig(Consumer<Routes> service) throws IOException {
        var routes = new Routes(workers, sockets, Origins.SAME_HOST);
        service.accept(routes);
        server = new Upgrading(routes);
    }

    public int port() {
        return server.port();
    }

    public Peer connect(String path) {
        var peer = new Peer();
        peer.socket = client.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + port() + path), peer).join();
        return peer;
    }

    public HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        var publisher = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).timeout(Patience.TIME)
                .method(method, publisher);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws IOException {
        client.shutdownNow();
        server.close();
        sockets.close();
        workers.close();
    }

    /** A client that keeps what it hears. */
    public static final class Peer implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        public final CompletableFuture<Integer> closed = new CompletableFuture<>();
        public WebSocket socket;

        public void say(String text) {
            socket.sendText(text, true).join();
        }

        public String hears() throws InterruptedException {
            String text = heard.poll(Patience.SECONDS, TimeUnit.SECONDS);
            if (text == null) throw new AssertionError("heard nothing within 10 s");
            return text;
        }

        public boolean hasHeardNothing() {
            return heard.isEmpty();
        }

        public void leave() {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                heard.add(partial.toString());
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
