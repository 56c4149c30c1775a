package owlboard.proxy.forward;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import owlboard.config.HealthCheck;
import owlboard.config.Location;
import owlboard.config.Template;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Proxy;
import owlboard.config.directive.Upstreams;
import owlboard.proxy.dns.NameServers;
import owlboard.proxy.exchange.Buffering;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.UriPath;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.respond.LimitRate;
import owlboard.proxy.upstream.Connector;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.HealthChecks;
import owlboard.proxy.upstream.UpstreamTls;
import owlboard.wire.http.Bytes;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Offload;

/** {@code proxy_pass} with all that governs it at one level. */
public final class ProxyPass {
    public static final Slot<ProxyPass> SLOT = new Slot<>(ProxyPass::of);


    /** Hosts that requests may make up through variables, before more are refused. */
    private static final int MADE_UP_MAX = 1000;
    /** What a request waits for the system's resolver; {@code resolver_timeout} is the same for a {@code resolver}. */
    private static final long LOOKUP_MILLIS = 30_000;
    private static final byte[] HTTP_11 = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP_10 = " HTTP/1.0\r\n".getBytes(StandardCharsets.US_ASCII);

    /** A client that is slow for a moment is no reason to let a peer wait. */
    private static final long MEMORY_LEAST_BYTES = 64 << 10;

    private final Groups groups;
    private final Value url;
    private final Target fixed;
    private final NameServers servers;
    private final String prefix;
    public final int version;
    private final SetHeaders headers;
    private final Value method;
    /** Null: the client's own body. */
    public final Value setBody;
    public final boolean passesHeaders;
    public final boolean passesBody;
    public final boolean buffersRequest;
    public final boolean buffersAnswer;
    public final int headMax;
    /** What of an answer may wait for a slow client. */
    public final Buffering buffering;
    /** {@code proxy_limit_rate}: what is read of a peer in a second; null where it is not set. */
    public final LimitRate.Size limitRate;
    private final Connector.Terms terms;
    /** Null: the system chooses where connections come from. */
    private final OwnAddress own;
    /** {@code early_hints}. */
    private final List<Value> hints;
    public final long sendTimeoutMillis;
    public final long readTimeoutMillis;
    public final Set<Proxy.Next> nextUpstream;
    public final int nextTries;
    public final long nextTimeoutMillis;
    public final boolean ignoresClientAbort;
    public final AnswerHeaders answers;
    /** {@code proxy_force_ranges}. */
    public final boolean forcesRanges;
    /** {@code proxy_store}; null: answers are not kept as files. */
    final Stored.Rule store;
    private final UpstreamTls tls;

    private ProxyPass(Location.Content.Proxy pass, Scope scope, Making making) {
        var level = scope.level();
        prefix = scope.prefix();
        groups = making.main(Groups.SLOT);
        url = making.value(pass.url());
        fixed = pass.host() == null ? null : new Target(groups.group(pass.host(), pass.secure(), null), pass.secure(),
                shown(pass.host(), pass.secure()), pass.uri());
        servers = NameServers.of(level);
        version = level.get(Proxy.PROXY_HTTP_VERSION).equals("1.0") ? 10 : 11;
        headers = new SetHeaders(level, making, new Template("$proxy_host", List.of(new Template.BuiltIn("proxy_host"))));
        method = level.get(Proxy.PROXY_METHOD) == null ? null : making.value(level.get(Proxy.PROXY_METHOD));
        setBody = level.get(Proxy.PROXY_SET_BODY) == null ? null : making.value(level.get(Proxy.PROXY_SET_BODY));
        passesHeaders = level.get(Proxy.PROXY_PASS_REQUEST_HEADERS);
        passesBody = level.get(Proxy.PROXY_PASS_REQUEST_BODY);
        buffersRequest = level.get(Proxy.PROXY_REQUEST_BUFFERING);
        buffersAnswer = level.get(Proxy.PROXY_BUFFERING);
        headMax = (int) Math.min(1 << 24, level.get(Proxy.PROXY_BUFFER_SIZE));
        var buffers = level.get(Proxy.PROXY_BUFFERS);
        limitRate = LimitRate.Size.of(level.get(Proxy.PROXY_LIMIT_RATE), making);
        buffering = new Buffering(Math.max(buffers.number() * buffers.sizeBytes(), MEMORY_LEAST_BYTES),
                level.get(Proxy.PROXY_MAX_TEMP_FILE_SIZE), making.paths().temporary(level.get(Proxy.PROXY_TEMP_PATH).path()));
        sendTimeoutMillis = level.get(Proxy.PROXY_SEND_TIMEOUT);
        readTimeoutMillis = level.get(Proxy.PROXY_READ_TIMEOUT);
        nextUpstream = level.get(Proxy.PROXY_NEXT_UPSTREAM);
        nextTries = level.get(Proxy.PROXY_NEXT_UPSTREAM_TRIES);
        nextTimeoutMillis = level.get(Proxy.PROXY_NEXT_UPSTREAM_TIMEOUT);
        ignoresClientAbort = level.get(Proxy.PROXY_IGNORE_CLIENT_ABORT);
        terms = new Connector.Terms(level.get(Proxy.PROXY_CONNECT_TIMEOUT), level.get(Proxy.PROXY_SOCKET_KEEPALIVE), null);
        own = OwnAddress.of(level, making);
        hints = level.get(HttpCore.EARLY_HINTS).stream().map(making::value).toList();
        forcesRanges = level.get(Proxy.PROXY_FORCE_RANGES);
        store = Stored.Rule.of(level, making);
        answers = AnswerHeaders.of(level, fixed, prefix, making);
        tls = pass.host() == null || pass.secure() ? UpstreamTls.of(level, pass.place(), making) : null;
        var check = level.get(Upstreams.HEALTH_CHECK);
        if (check != null) making.main(HealthChecks.SLOT).add(fixed.upstream(), check, probe(check, making), making.errorLog(level));
    }

    private Probe probe(HealthCheck check, Making making) {
        var request = new Bytes(256).add("GET ").add(check.uri()).add(HTTP_11);
        headers.addConstant(request, fixed.host());
        request.add("Connection: close\r\n\r\n");
        var bytes = Arrays.copyOf(request.array(), request.length());
        var match = making.configuration().http().matches().stream().filter(one -> one.name().equals(check.match())).findFirst();
        return new Probe(new Probe.Terms(this::connector, bytes, check.port(), headMax, sendTimeoutMillis, readTimeoutMillis),
                match.orElse(null));
    }

    /** For what is asked without an exchange. */
    private Connector connector(Loop loop) {
        boolean secure = fixed.secure();
        return new Connector(loop, fixed.upstream(), terms, secure ? tls : null, secure ? tls.name(fixed.host()) : null);
    }

    /** {@code $proxy_host}: without the port that the scheme implies. */
    private static String shown(String host, boolean secure) {
        if (host.startsWith("unix:")) return "localhost";
        var standard = secure ? ":443" : ":80";
        return host.endsWith(standard) && host.indexOf(':') == host.length() - standard.length()
                ? host.substring(0, host.length() - standard.length()) : host;
    }

    /** Null: nothing is proxied at this level. */
    private static ProxyPass of(Scope scope, Making making) {
        boolean proxied = scope.location() != null && scope.location().content() instanceof Location.Content.Proxy;
        return proxied ? new ProxyPass((Location.Content.Proxy) scope.location().content(), scope, making) : null;
    }

    /** What is asked of the upstream: the usual {@code proxy_cache_key}. */
    public String url(Exchange exchange) throws Failure {
        var target = target(exchange);
        var out = exchange.desk().takeBytes();
        out.add(target.scheme()).add(target.host());
        addUri(out, exchange, target);
        var text = out.toString();
        exchange.desk().give(out);
        return text;
    }

    /** To the peers of a target. */
    Connector connector(Exchange exchange, Target target) {
        var from = own == null ? terms : terms.from(own.of(exchange));
        if (!target.secure()) return new Connector(exchange.loop(), target.upstream(), from, null, null);
        return new Connector(exchange.loop(), target.upstream(), from, tls, tls.name(exchange));
    }

    /** Whether a peer's 103 (RFC 8297) is for the client. */
    boolean passesHints(Exchange exchange) {
        for (var value : hints) {
            var text = value.text(exchange);
            if (!text.isEmpty() && !text.equals("0")) return true;
        }
        return false;
    }

    /** {@code $proxy_host}. */
    public String hostFor(Exchange exchange) {
        return fixed != null ? fixed.host() : exchange.proxyHost;
    }

    /** {@code $proxy_port}. */
    public String portFor(Exchange exchange) {
        var host = hostFor(exchange);
        if (host == null) return null;
        int colon = host.lastIndexOf(':');
        if (colon > host.indexOf(']')) return host.substring(colon + 1);
        return fixed != null && fixed.secure() ? "443" : "80";
    }

    /** Evaluates the URL where it has variables. */
    public Target target(Exchange exchange) throws Failure {
        if (fixed != null) return fixed;
        var text = url.text(exchange);
        boolean secure = text.regionMatches(true, 0, "https://", 0, 8);
        if (!secure && !text.regionMatches(true, 0, "http://", 0, 7)) throw Failure.ours(500, "invalid URL prefix in \"" + text + "\"");
        int hostAt = secure ? 8 : 7;
        int end = text.length();
        for (int i = hostAt; i < end; i++) {
            char c = text.charAt(i);
            if (c == '/' || c == '?') end = i;
        }
        var host = text.substring(hostAt, end).toLowerCase(Locale.ROOT);
        if (host.isEmpty() || !isHost(host)) throw Failure.ours(500, "invalid host in upstream \"" + text + "\"");
        exchange.proxyHost = shown(host, secure);
        if (!groups.knows(host, secure, servers) && groups.impliedCount() >= MADE_UP_MAX) {
            throw Failure.ours(502, "too many hosts made up by requests: \"" + host + "\"");
        }
        var upstream = Offload.<Group, RuntimeException>call(() -> groups.group(host, secure, servers));
        upstream.awaitFirst(System.nanoTime() + 1_000_000 * (servers == null ? LOOKUP_MILLIS : servers.timeoutMillis()));
        var uri = end == text.length() ? null : text.substring(end);
        return new Target(upstream, secure, host, uri != null && uri.startsWith("?") ? "/" + uri : uri);
    }

    private static boolean isHost(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '@' || c == '\\') return false;
        }
        int colon = host.lastIndexOf(':');
        if (colon < 0 || colon < host.indexOf(']')) return true;
        var port = host.substring(colon + 1);
        return !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9') && Integer.parseInt(port) < 65_536;
    }

    /**
     * Composes the head, without the lines of the body's framing and without its empty line; returns the protocols of the upgrade that it
     * asks for, or null.
     */
    public String compose(Bytes out, Exchange exchange, Target target) {
        if (method != null) out.add(method.text(exchange));
        else if (exchange.caching != null && exchange.caching.asksWithGet()) out.add(Methods.GET);
        else out.add(exchange.method);
        out.add(' ');
        addUri(out, exchange, target);
        out.add(version == 11 ? HTTP_11 : HTTP_10);
        var protocols = headers.addTo(out, exchange, version);
        var caching = exchange.caching;
        boolean forAll = caching != null && caching.asksForAll();
        if (passesHeaders) headers.addClients(out, exchange, forAll);
        if (forAll && !headers.setsConditions()) caching.addConditions(out);
        return protocols;
    }

    /** Whether the answer to the request that is sent has no body. */
    public boolean sendsHead(Exchange exchange) {
        if (method != null) return method.text(exchange).equals("HEAD");
        return exchange.is(Methods.HEAD) && (exchange.caching == null || !exchange.caching.asksWithGet());
    }

    private void addUri(Bytes out, Exchange exchange, Target target) {
        if (fixed == null && target.uri() != null) {
            UriPath.addSafely(out, target.uri(), 0);
            return;
        }
        var head = exchange.head;
        if (target.uri() == null && exchange.uriUntouched) {
            if (head.targetLength == 0 || head.array[head.targetAt] != '/') out.add('/');
            out.add(head.array, head.targetAt, head.targetLength);
            return;
        }
        int skip = 0;
        if (target.uri() != null && exchange.locationPrefixHolds) {
            out.add(target.uri());
            skip = prefix == null ? 0 : Math.min(prefix.length(), exchange.uri.length());
        }
        if (exchange.uriWasEncoded || exchange.internal) UriPath.addEscaped(out, exchange.uri, skip);
        else UriPath.addSafely(out, exchange.uri, skip);
        if (!exchange.args.isEmpty()) out.add('?').add(exchange.args);
    }
}
