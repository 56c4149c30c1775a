package owlboard.proxy.exchange;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import owlboard.config.Level;
import owlboard.config.Place;
import owlboard.config.Server;
import owlboard.config.Template;
import owlboard.config.directive.Http2;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Ssl;
import owlboard.proxy.count.Zone;
import owlboard.proxy.tls.ServerTls;
import owlboard.tls.KeptContexts;
import owlboard.tls.WatchedFiles;
import owlboard.wire.http.RequestHead;
import owlboard.wire.http2.Http2Limits;
import owlboard.wire.loop.Offload;
import owlboard.wire.net.Greeting;

/** A {@code server} block, ready to serve. */
public final class VirtualServer {
    public final Place place;
    private final String name;
    private final List<Server.ServerName> names;
    /** In force before a location is found. */
    public final Settings settings;
    /** Its requests are counted here. */
    public final Zone zone;
    /** It is one of those that are shown. */
    public final boolean isCounted;
    public final RequestHead.Limits headLimits;
    /** The same where servers of an address differ in what they keep. */
    public final RequestHead.Limits anyNameLimits;
    public final long headerTimeoutMillis;
    public final boolean mergeSlashes;
    /** Null when no {@code listen} of it speaks TLS. */
    public final ServerTls tls;
    private final List<Value> certificates;
    private final List<Value> keys;
    /** {@code http2 on}; a {@code listen … http2} is its address's: {@code route.ServerNames}. */
    public final boolean http2;
    public final Http2Limits http2Limits;

    /** {@code speaksTls}: one of its addresses does. */
    public VirtualServer(Server server, boolean speaksTls, Making making) {
        var level = server.level();
        place = server.place();
        names = server.names();
        name = server.names().isEmpty() ? "" : Scope.text(server.names().getFirst());
        var large = level.get(HttpCore.LARGE_CLIENT_HEADER_BUFFERS);
        long first = level.get(HttpCore.CLIENT_HEADER_BUFFER_SIZE);
        int line = (int) Math.max(first, large.sizeBytes());
        headLimits = new RequestHead.Limits(line, (int) Math.min(1 << 24, first + large.number() * large.sizeBytes()),
                level.get(HttpCore.UNDERSCORES_IN_HEADERS), !level.get(HttpCore.IGNORE_INVALID_HEADERS), level.get(HttpCore.MAX_HEADERS));
        anyNameLimits = headLimits.ofAnyName();
        headerTimeoutMillis = level.get(HttpCore.CLIENT_HEADER_TIMEOUT);
        mergeSlashes = level.get(HttpCore.MERGE_SLASHES);
        tls = !speaksTls || making.isForTraces() ? null : ServerTls.of(level, server.place(), making.paths()::resolve,
                making.lasting(WatchedFiles.class),
                making.lasting(KeptContexts.class));
        if (tls != null) tls.warnings().forEach(problem -> making.warn(problem + " in " + server.place()));
        certificates = values(level.get(Ssl.SSL_CERTIFICATE), making);
        keys = values(level.get(Ssl.SSL_CERTIFICATE_KEY), making);
        http2 = level.get(Http2.HTTP2);
        http2Limits = http2Limits(level);
        var scope = Scope.of(server, making.zones()::own);
        isCounted = scope.zones().server() != null;
        zone = isCounted ? making.zones().server(scope.zones().server()) : new Zone(name);
        settings = making.settings(scope);
    }

    private static List<Value> values(List<Template> templates, Making making) {
        return templates.stream().map(making::value).toList();
    }

    /**
     * An engine for a handshake, of a server that speaks TLS; null when it shakes no hands.
     *
     * @param handshake made where it is wanted: it has no request
     * @throws IOException the certificates that it names cannot be used
     */
    public SSLEngine engine(Supplier<Exchange> handshake, Greeting greeting, boolean mayBeHttp2) throws IOException {
        if (!tls.isNamed) return tls.engine(greeting, mayBeHttp2);
        var exchange = handshake.get();
        exchange.server = this;
        exchange.settings = settings;
        var named = certificates.stream().map(value -> value.text(exchange)).toList();
        var fitting = keys.stream().map(value -> value.text(exchange)).toList();
        return Offload.<SSLEngine, IOException>call(() -> tls.engine(greeting, mayBeHttp2, named, fitting));
    }

    private Http2Limits http2Limits(Level level) {
        var timeouts = new Http2Limits.Timeouts(headerTimeoutMillis, level.get(HttpCore.KEEPALIVE_TIMEOUT).timeoutMillis(),
                level.get(HttpCore.SEND_TIMEOUT));
        int window = level.get(Http2.HTTP2_BODY_PREREAD_SIZE).intValue();
        return new Http2Limits(level.get(Http2.HTTP2_MAX_CONCURRENT_STREAMS), window, headLimits,
                level.get(HttpCore.KEEPALIVE_REQUESTS), timeouts);
    }

    public List<Server.ServerName> names() {
        return names;
    }

    /** {@code $server_name}: the first name. */
    public String name() {
        return name;
    }
}
