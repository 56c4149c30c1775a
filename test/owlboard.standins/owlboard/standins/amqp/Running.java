package owlboard.standins.amqp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import owlboard.clients.StoreUrl;
import owlboard.clients.amqp.AmqpClient;
import owlboard.harness.Patience;

/** A broker on a free port, and clients of it. */
record Running(AmqpServer server) implements AutoCloseable {
    static final Duration TIMEOUT = Patience.TIME;

    static Running in(Path state) throws IOException {
        return new Running(AmqpServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), state, "guest", "guest"));
    }

    static Running in(Path state, long messageBytes) throws IOException {
        return new Running(AmqpServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), state, "guest", "guest",
                messageBytes));
    }

    AmqpClient client() throws IOException {
        return AmqpClient.connect(StoreUrl.parse("amqp://guest:guest@127.0.0.1:" + server.port() + "/"), TIMEOUT);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
