package owlboard.proxy.exchange;

import java.util.List;
import owlboard.config.Level;
import owlboard.config.Server;
import owlboard.config.directive.Http2;
import owlboard.config.directive.HttpCore;
import owlboard.proxy.tls.ServerTls;
import owlboard.tls.WatchedFiles;
import owlboard.wire.http.RequestHead;
import owlboard.wire.http2.Http2Limits;
import owlboard.wire.loop.Buffers;

/** A {@code server} block, ready to serve. */
public final class VirtualServer {
    private final String name;
    private final List<Server.ServerName> names;
    /** In force before a location is found. */
    public final Settings settings;
    public final RequestHead.Limits headLimits;
    public final long headerTimeoutMillis;
    public final boolean mergeSlashes;
    /** Null when no {@code listen} of it speaks TLS. */
    public final ServerTls tls;
    /** {@code http2 on}; a {@code listen … http2} is its address's: {@code route.ServerNames}. */
    public final boolean http2;
    public final Http2Limits http2Limits;

    /** {@code speaksTls}: one of its addresses does. */
    public VirtualServer(Server server, boolean speaksTls, Making making) {
        var level = server.level();
        names = server.names();
        name = server.names().stream().filter(Server.ServerName.Exact.class::isInstance)
                .map(exact -> ((Server.ServerName.Exact) exact).name()).findFirst()
                .orElse(server.names().isEmpty() ? "" : wildcardText(server.names().getFirst()));
        var large = level.get(HttpCore.LARGE_CLIENT_HEADER_BUFFERS);
        long first = level.get(HttpCore.CLIENT_HEADER_BUFFER_SIZE);
        int line = (int) Math.max(first, large.sizeBytes());
        headLimits = new RequestHead.Limits(line, (int) Math.min(1 << 24, first + large.number() * large.sizeBytes()),
                level.get(HttpCore.UNDERSCORES_IN_HEADERS), !level.get(HttpCore.IGNORE_INVALID_HEADERS), level.get(HttpCore.MAX_HEADERS));
        headerTimeoutMillis = level.get(HttpCore.CLIENT_HEADER_TIMEOUT);
        mergeSlashes = level.get(HttpCore.MERGE_SLASHES);
        tls = speaksTls ? ServerTls.of(level, server.place(), making.paths()::resolve, making.lasting(WatchedFiles.class))
                : null;
        http2 = level.get(Http2.HTTP2);
        http2Limits = http2Limits(level);
        settings = making.settings(Scope.of(server));
    }

    private Http2Limits http2Limits(Level level) {
        var timeouts = new Http2Limits.Timeouts(headerTimeoutMillis, level.get(HttpCore.KEEPALIVE_TIMEOUT).timeoutMillis(),
                level.get(HttpCore.SEND_TIMEOUT));
        int window = (int) Math.min(Integer.MAX_VALUE, level.get(Http2.HTTP2_BODY_PREREAD_SIZE));
        int chunk = (int) Math.min(Buffers.DIRECT / 2, level.get(Http2.HTTP2_CHUNK_SIZE));
        return new Http2Limits(level.get(Http2.HTTP2_MAX_CONCURRENT_STREAMS), window, chunk, headLimits,
                level.get(HttpCore.KEEPALIVE_REQUESTS), timeouts);
    }

    private static String wildcardText(Server.ServerName name) {
        return switch (name) {
            case Server.ServerName.Exact exact -> exact.name();
            case Server.ServerName.Leading leading -> "*" + leading.suffix();
            case Server.ServerName.Trailing trailing -> trailing.prefix() + "*";
            case Server.ServerName.Matching matching -> "~" + matching.regex().source();
        };
    }

    public List<Server.ServerName> names() {
        return names;
    }

    /** {@code $server_name}: the first name. */
    public String name() {
        return name;
    }
}
