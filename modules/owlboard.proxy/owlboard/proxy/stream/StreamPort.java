package owlboard.proxy.stream;

import java.util.Map;
import java.util.function.Function;
import owlboard.config.Server.Listen;
import owlboard.proxy.exchange.Desk;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.forward.UpstreamVariables;
import owlboard.proxy.http.Admission;
import owlboard.proxy.http.HttpPort;
import owlboard.proxy.listen.Conversation;
import owlboard.proxy.listen.ListenAddress;
import owlboard.proxy.listen.Protocol;
import owlboard.proxy.route.ServerNames;
import owlboard.proxy.route.Servers;
import owlboard.proxy.route.Variables;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.Hello;
import owlboard.wire.net.PlainWire;

/** Sessions of one {@code listen} of {@code stream}. */
public final class StreamPort implements Protocol {
    public static final Feature FEATURE = Feature.of(Streaming.SLOT).defines(UpstreamVariables.OF_SESSIONS).defines(Map.of(
            "protocol", Variables.text(_ -> "TCP"),
            "bytes_received", Variables.text(exchange -> exchange.connection instanceof Session session ? "" + session.received() : null),
            "session_time", (out, exchange) -> {
                Variables.addSeconds(out, exchange.loop().now() - exchange.startNanos);
                return true;
            },
            "ssl_preread_server_name", prereads(Hello::serverName),
            "ssl_preread_protocol", prereads(Hello::protocol),
            "ssl_preread_alpn_protocols", prereads(hello -> String.join(",", hello.protocols())),
            "proxy_host", Variables.text(exchange -> exchange.proxyHost)));

    private static Value.Part prereads(Function<Hello, String> what) {
        return Variables.text(exchange -> {
            var hello = exchange.connection instanceof Session session ? session.hello() : null;
            return hello == null || hello == Hello.NONE ? null : what.apply(hello);
        });
    }

    /** The {@code stream} block of one configuration, and its servers that have this address. */
    record InForce(Snapshot snapshot, ServerNames servers) {}

    private final HttpPort.Shared engine;
    private final String key;
    private final int number;
    private final String shown;
    private volatile InForce known;

    /** {@code key}: see {@link Servers.At}; it is in the configuration that is in force. */
    public StreamPort(HttpPort.Shared engine, String key, Listen listen) {
        this.engine = engine;
        this.key = key;
        number = listen.port();
        shown = key.startsWith("*:") ? "0.0.0.0" + key.substring(1) : key;
    }

    @Override
    public Conversation begin(PlainWire wire, ListenAddress address) {
        return new Session(wire, this, address);
    }

    /** Of the last configuration that had this address: who came before it was left is served by that. */
    InForce inForce() {
        var whole = engine.snapshot();
        var servers = whole.stream == null ? null : Servers.at(whole.stream, key);
        if (servers == null) return known;
        if (known == null || known.snapshot != whole.stream) known = new InForce(whole.stream, servers);
        return known;
    }

    boolean admits(Loop loop) {
        var whole = engine.snapshot();
        return whole.get(Admission.SLOT).admits(whole.counters, engine.crowd(loop));
    }

    Desk desk(Loop loop) {
        return engine.crowd(loop).desk();
    }

    /** As the configuration has it; 0 for a unix socket. */
    int number() {
        return number;
    }

    /** As nginx's log has the address. */
    String shown() {
        return shown;
    }
}
