package owlboard.httpserver;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.spi.HttpServerProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executor;
import owlboard.harness.Reserved;

/** A server on a free port of the loopback address, for one test. */
final class Running implements AutoCloseable {
    static final HttpServerProvider OURS = new LoopServerProvider();

    final HttpServer server;

    private Running(HttpServer server) {
        this.server = server;
    }

    static Running at(String path, HttpHandler handler) throws IOException {
        return on(OURS, null, path, handler);
    }

    /** On a port that nobody else gets when the server has closed it. */
    static Running at(Reserved port, String path, HttpHandler handler) throws IOException {
        return started(OURS.createHttpServer(port.address(), 0), null, path, handler);
    }

    static Running on(HttpServerProvider provider, Executor executor, String path, HttpHandler handler) throws IOException {
        return started(provider.createHttpServer(loopback(), 0), executor, path, handler);
    }

    private static Running started(HttpServer server, Executor executor, String path, HttpHandler handler) {
        server.createContext(path, handler);
        server.setExecutor(executor);
        server.start();
        return new Running(server);
    }

    static Running of(HttpServer started) {
        return new Running(started);
    }

    static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    RawClient socket() throws IOException {
        return new RawClient(port());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
