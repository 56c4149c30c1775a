package owlboard.proxy.stream;

import java.util.Locale;
import owlboard.config.Level;
import owlboard.config.directive.StreamProxy;
import owlboard.proxy.dns.NameServers;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.forward.OwnAddress;
import owlboard.proxy.upstream.Carrier;
import owlboard.proxy.upstream.Connector;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.UpstreamTls;
import owlboard.wire.loop.Offload;
import owlboard.wire.net.ProxyHeader;

/** {@code proxy_pass} of a server, with all that governs it. */
final class StreamPass {
    /** What a session waits for the system's resolver; {@code resolver_timeout} is the same for a {@code resolver}. */
    private static final long LOOKUP_MILLIS = 30_000;

    private final Groups groups;
    private final Value address;
    /** Null: the address has variables. */
    private final Group fixed;
    private final NameServers servers;
    private final Connector.Terms terms;
    private final OwnAddress own;
    /** Null: in the clear. */
    private final UpstreamTls tls;
    final long timeoutMillis;
    final boolean asksNext;
    final int nextTries;
    final long nextTimeoutMillis;
    final boolean halfCloses;
    private final boolean tellsClient;
    final Value uploadRate;
    final Value downloadRate;

    StreamPass(StreamProxy.Pass declared, Level level, Making making) {
        groups = making.main(Groups.SLOT);
        address = making.value(declared.address());
        fixed = address.isConstant() ? groups.group(address.text(null), false) : null;
        servers = NameServers.of(level, making.zones());
        terms = new Connector.Terms(level.get(StreamProxy.CONNECT_TIMEOUT), level.get(StreamProxy.SOCKET_KEEPALIVE), null, Carrier.BYTES);
        own = OwnAddress.of(level.get(StreamProxy.BIND), making);
        tls = level.get(StreamProxy.SSL) ? UpstreamTls.of(level, StreamProxy.TLS, Carrier.BYTES, declared.place(), making) : null;
        timeoutMillis = level.get(StreamProxy.TIMEOUT);
        asksNext = level.get(StreamProxy.NEXT_UPSTREAM);
        nextTries = level.get(StreamProxy.NEXT_UPSTREAM_TRIES);
        nextTimeoutMillis = level.get(StreamProxy.NEXT_UPSTREAM_TIMEOUT);
        halfCloses = level.get(StreamProxy.HALF_CLOSE);
        tellsClient = level.get(StreamProxy.PROXY_PROTOCOL);
        uploadRate = making.value(level.get(StreamProxy.UPLOAD_RATE));
        downloadRate = making.value(level.get(StreamProxy.DOWNLOAD_RATE));
    }

    /** Where this session goes. */
    Group group(Exchange exchange) throws Failure {
        var text = fixed != null ? fixed.name : address.text(exchange);
        exchange.proxyHost = host(text);
        return fixed != null ? fixed : madeUp(text);
    }

    private Group madeUp(String text) throws Failure {
        var host = text.startsWith("unix:") ? text : text.toLowerCase(Locale.ROOT);
        if (host.isEmpty()) throw Failure.ours(500, "no host in upstream \"" + text + '"');
        boolean hasPort = host.startsWith("unix:") || host.matches("(\\[[0-9a-f:.]+]|[^:/@\\s]+):[0-9]{1,5}");
        if (!hasPort && !groups.isDeclared(host)) {
            boolean isHost = host.matches("[^:/@\\s]+");
            throw Failure.ours(500, isHost ? "no port in upstream \"" + text + '"' : "invalid port in upstream \"" + text + '"');
        }
        var known = groups.known(host, false, servers);
        var group = known != null ? known : Offload.<Group, RuntimeException>call(() -> groups.makeUp(host, false, servers));
        if (group == null) throw Failure.ours(502, "too many names are being looked up to resolve " + host);
        if (group.roster.isWanted()) Offload.<Long, RuntimeException>call(group.roster::demand);
        group.roster.awaitNames(System.nanoTime() + 1_000_000 * (servers == null ? LOOKUP_MILLIS : servers.timeoutMillis()));
        return group;
    }

    /** Without its port. */
    private static String host(String text) {
        if (text.startsWith("unix:")) return "localhost";
        int colon = text.lastIndexOf(':');
        return colon > text.indexOf(']') ? text.substring(0, colon) : text;
    }

    /** {@code client}: as the peer may be told of it. */
    Connector connector(Exchange exchange, Group group, ProxyHeader client) throws Failure {
        var from = own == null ? terms : terms.from(own.of(exchange));
        var made = new Connector(exchange.loop(), group, from, tls == null ? null : tls.side(exchange));
        if (tellsClient) made.sendsFirst(client.line());
        return made;
    }
}
