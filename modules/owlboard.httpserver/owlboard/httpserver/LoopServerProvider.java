package owlboard.httpserver;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import com.sun.net.httpserver.spi.HttpServerProvider;
import java.io.IOException;
import java.net.InetSocketAddress;

/** What {@code HttpServer.create} finds. */
public final class LoopServerProvider extends HttpServerProvider {
    @Override
    public HttpServer createHttpServer(InetSocketAddress address, int backlog) throws IOException {
        var server = new Server(null, Deadlines.USUAL);
        if (address != null) server.bind(address, backlog);
        return server;
    }

    @Override
    public HttpsServer createHttpsServer(InetSocketAddress address, int backlog) throws IOException {
        var server = new SecureServer(Deadlines.USUAL);
        if (address != null) server.bind(address, backlog);
        return server;
    }
}
