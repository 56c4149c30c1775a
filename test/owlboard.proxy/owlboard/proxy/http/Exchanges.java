package owlboard.proxy.http;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Methods;
import owlboard.wire.OnLoop;
import owlboard.wire.http.Head;
import owlboard.wire.http.Input;
import owlboard.wire.http.RequestHead;
import owlboard.wire.net.Dial;
import owlboard.wire.net.Listener;
import owlboard.wire.net.PlainWire;

/** Exchanges without an engine, for rules that look at a request only. */
public final class Exchanges {
    private static final RequestHead.Limits LIMITS = new RequestHead.Limits(8192, 33_792, false, false, 1000);

    private Exchanges() {}

    /** What is done with an exchange while its connection is open. */
    @FunctionalInterface
    public interface Use<T> {
        T with(Exchange exchange) throws Exception;
    }

    /** A client whose own address is {@code from}: any of 127.0.0.0/8. */
    public static <T> T from(String from, Use<T> use) throws Exception {
        return from(from, null, use);
    }

    private static <T> T from(String from, HttpPort port, Use<T> use) throws Exception {
        return OnLoop.call(() -> {
            var loop = OnLoop.first();
            var channel = Listener.bind(new InetSocketAddress("127.0.0.1", 0), false, 1);
            var address = channel.getLocalAddress();
            var accepted = new CompletableFuture<PlainWire>();
            var listener = Listener.accept(loop, channel, accepted::complete);
            var far = Dial.connect(loop, address, new InetSocketAddress(from, 0), 5_000);
            try (far; var near = accepted.get()) {
                listener.close();
                var connection = new ClientConnection(near, port, null, new Crowd(loop));
                return use.with(new Exchange(connection, new Http1Session(connection, null, new Input(near)), null,
                        new Head()));
            }
        });
    }

    /** A request as its head was read. */
    public static <T> T of(String head, Use<T> use) throws Exception {
        return at(null, head, use);
    }

    /** The same, on a port that knows what comes to it. */
    public static <T> T at(HttpPort port, String head, Use<T> use) throws Exception {
        return from("127.0.0.1", port, exchange -> {
            var input = new Input(((ClientConnection) exchange.connection).wire());
            input.unread(head.getBytes(StandardCharsets.ISO_8859_1));
            RequestHead.read(input, exchange.head, LIMITS);
            exchange.method = Methods.of(exchange.head);
            return use.with(exchange);
        });
    }
}
