package owlboard.proxy.forward;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import owlboard.config.HealthCheck;
import owlboard.config.Level;
import owlboard.config.Location;
import owlboard.config.Protocol;
import owlboard.config.Template;
import owlboard.config.directive.Failover;
import owlboard.config.directive.HttpCore;
import owlboard.config.directive.Passing.Next;
import owlboard.config.directive.Passing;
import owlboard.config.directive.Proxy;
import owlboard.config.directive.Upstreams;
import owlboard.proxy.dns.NameServers;
import owlboard.proxy.exchange.Buffering;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.respond.LimitRate;
import owlboard.proxy.upstream.Carrier;
import owlboard.proxy.upstream.Connector;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.HealthChecks;
import owlboard.proxy.upstream.UpstreamTls;
import owlboard.wire.http.Framing;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Offload;

/** {@code proxy_pass}, or one of its likes, with all that governs it at one level. */
public final class ProxyPass {
    public static final Slot<ProxyPass> SLOT = new Slot<>(ProxyPass::of);

    private static final String UNIX = "unix:";
    /** Bytes of a path: sun_path of unix(7), but for the NUL. */
    private static final int UNIX_MAX = 107;
    /** What a request waits for the system's resolver; {@code resolver_timeout} is the same for a {@code resolver}. */
    private static final long LOOKUP_MILLIS = 30_000;

    /** A client that is slow for a moment is no reason to let a peer wait. */
    private static final long MEMORY_LEAST_BYTES = 64 << 10;

    private final Groups groups;
    private final Value url;
    private final Target fixed;
    private final NameServers servers;
    public final Protocol protocol;
    final Dialect dialect;
    /** {@code grpc_pass}, or {@code proxy_http_version 2}. */
    final boolean overHttp2;
    /** Of the directives that govern it. */
    final String prefix;
    /** Null: the client's own body. */
    public final Value setBody;
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
    public final Set<Next> nextUpstream;
    public final int nextTries;
    public final long nextTimeoutMillis;
    public final boolean ignoresClientAbort;
    /** {@code proxy_intercept_errors}. */
    public final boolean intercepts;
    public final AnswerHeaders answers;
    /** {@code proxy_force_ranges}; what memcached keeps has ranges always. */
    public final boolean forcesRanges;
    /** {@code proxy_pass_trailers}. */
    final boolean passesTrailers;
    /** {@code proxy_store}; null: answers are not kept as files. */
    final Stored.Rule store;
    private final UpstreamTls tls;
    /** Whether a peer is asked whose failure an error is. */
    final boolean asksOrigin;
    /** Whether one in front is believed that it asks once more. */
    final boolean tellsOrigin;
    /** {@code owlboard_hedge}, but with {@code owlboard_strict}. */
    final boolean hedges;
    /** {@code owlboard_retry_budget} in percent; 0: there is none. */
    final int retryPercent;

    private ProxyPass(Location.Content.Proxy pass, Scope scope, Making making) {
        var level = scope.level();
        var words = Passing.of(pass.protocol());
        protocol = pass.protocol();
        prefix = words.prefix;
        groups = making.main(Groups.SLOT);
        url = making.value(pass.url());
        dialect = dialect(level, pass.host() != null, scope.prefix(), making);
        overHttp2 = dialect.carrier() == Carrier.HTTP2;
        fixed = pass.host() == null ? null
                : target(groups.group(pass.host(), pass.secure()), pass.secure(), pass.host(), pass.uri());
        servers = NameServers.of(level, making.zones());
        var body = protocol == Protocol.HTTP ? level.get(Proxy.PROXY_SET_BODY) : null;
        setBody = body == null ? null : making.value(body);
        boolean streams = protocol == Protocol.GRPC;
        passesBody = protocol != Protocol.MEMCACHED && level.get(words.passRequestBody);
        buffersRequest = !streams && level.get(words.requestBuffering);
        buffersAnswer = !streams && level.get(words.buffering);
        headMax = dialect.headMax(level.get(words.bufferSize));
        var buffers = level.get(words.buffers);
        limitRate = LimitRate.Size.of(level.get(words.limitRate), making);
        buffering = new Buffering(Math.max(buffers.number() * buffers.sizeBytes(), MEMORY_LEAST_BYTES),
                level.get(words.maxTempFileSize), making.paths().temporary(level.get(words.tempPath).path()), !level.get(words.store).on());
        sendTimeoutMillis = level.get(words.sendTimeout);
        readTimeoutMillis = level.get(words.readTimeout);
        nextUpstream = next(level.get(words.nextUpstream));
        nextTries = level.get(words.nextUpstreamTries);
        nextTimeoutMillis = level.get(words.nextUpstreamTimeout);
        ignoresClientAbort = level.get(words.ignoreClientAbort);
        intercepts = level.get(words.interceptErrors);
        terms = new Connector.Terms(level.get(words.connectTimeout), level.get(words.socketKeepalive), null,
                dialect.carrier());
        own = OwnAddress.of(level.get(words.bind), making);
        hints = level.get(HttpCore.EARLY_HINTS).stream().map(making::value).toList();
        forcesRanges = protocol == Protocol.MEMCACHED || level.get(words.forceRanges);
        passesTrailers = streams || protocol == Protocol.HTTP && level.get(Proxy.PROXY_PASS_TRAILERS);
        store = Stored.Rule.of(level, words, making);
        answers = AnswerHeaders.of(level, words, fixed, scope.prefix(), making);
        boolean isSecure = pass.mayBeSecure() && !making.isForTraces();
        tls = isSecure ? UpstreamTls.of(level, words.tls, dialect.carrier(), pass.place(), making) : null;
        asksOrigin = protocol == Protocol.HTTP && level.get(Failover.OWLBOARD_ORIGIN) == Failover.Origin.ASK;
        tellsOrigin = level.get(Failover.OWLBOARD_ORIGIN) == Failover.Origin.TELL;
        boolean strict = making.configuration().http().level().get(Upstreams.OWLBOARD_STRICT);
        hedges = level.get(Failover.OWLBOARD_HEDGE) && !strict;
        retryPercent = strict ? 0 : level.get(Failover.OWLBOARD_RETRY_BUDGET);
        if (hedges && fixed != null) making.main(HealthChecks.SLOT).measure(fixed.upstream());
        var check = level.get(Upstreams.HEALTH_CHECK);
        if (check != null) making.main(HealthChecks.SLOT).add(fixed.upstream(), check, probe(check, making), making.errorLog(level));
    }

    /** Only HTTP and gRPC are asked so: a file says nothing else. */
    private Probe probe(HealthCheck check, Making making) {
        var request = dialect.probe(check, fixed);
        return new Probe(new Probe.Terms(this::connector, dialect, request, check.port(), headMax, sendTimeoutMillis, readTimeoutMillis),
                Probe.Wanted.of(check, making), check.grpc());
    }

    /** For what is asked without an exchange. */
    private Connector connector(Loop loop) {
        return new Connector(loop, fixed.upstream(), terms, fixed.secure() ? tls.side(fixed.host()) : null);
    }

    private Dialect dialect(Level level, boolean isFixed, String locationPrefix, Making making) {
        return switch (protocol) {
            case HTTP -> level.get(Proxy.PROXY_HTTP_VERSION).equals("2") ? new ProxyHttp2Dialect(level, isFixed, locationPrefix, making)
                    : new HttpDialect(level, isFixed, locationPrefix, making);
            case FASTCGI -> new FastcgiDialect(level, making);
            case UWSGI -> new UwsgiDialect(level, making);
            case SCGI -> new ScgiDialect(level, making);
            case MEMCACHED -> new MemcachedDialect(level, making);
            case GRPC -> new GrpcDialect(level, making);
        };
    }

    private Target target(Group group, boolean secure, String host, String uri) {
        return new Target(group, dialect.scheme(secure), secure, protocol == Protocol.HTTP ? shown(host, secure) : host, uri);
    }

    /** memcached has words of its own for what the others have, too. */
    private static Set<Next> next(Set<Next> words) {
        var all = words.isEmpty() ? EnumSet.noneOf(Next.class) : EnumSet.copyOf(words);
        if (all.contains(Next.INVALID_RESPONSE)) all.add(Next.INVALID_HEADER);
        if (all.contains(Next.NOT_FOUND)) all.add(Next.HTTP_404);
        return all;
    }

    /** {@code $proxy_host}: without the port that the scheme implies. */
    private static String shown(String host, boolean secure) {
        if (host.startsWith(UNIX)) return "localhost";
        var standard = secure ? ":443" : ":80";
        return host.endsWith(standard) && host.indexOf(':') == host.length() - standard.length()
                ? host.substring(0, host.length() - standard.length()) : host;
    }

    /** What the configuration sets in place of what the client says in this header line, lower case. */
    public static List<Template> settings(Level level, Passing words, String header) {
        if (words != Proxy.PASSING) return CgiParams.settings(level, words, header);
        return level.get(Proxy.PROXY_SET_HEADER).stream().filter(line -> line.name().equalsIgnoreCase(header)).map(Proxy.SetHeader::value)
                .toList();
    }

    /** Null: nothing is proxied at this level. */
    private static ProxyPass of(Scope scope, Making making) {
        boolean proxied = scope.location() != null && scope.location().content() instanceof Location.Content.Proxy;
        return proxied ? new ProxyPass((Location.Content.Proxy) scope.location().content(), scope, making) : null;
    }

    /** What is asked of the upstream: the usual {@code proxy_cache_key}. */
    public String url(Exchange exchange) throws Failure {
        return dialect.url(exchange, target(exchange));
    }

    /** What a peer would be sent of a request that is only explained: a head, or a parameter a line. */
    public String rehearsed(Exchange exchange, Target target) throws Failure {
        return dialect.shown(exchange, target, framing(exchange));
    }

    /** The line that would frame the body, which is not here; empty: none does; null: there is no body. */
    private String framing(Exchange exchange) {
        if (setBody != null) return Dialect.LENGTH + setBody.text(exchange).length();
        if (!passesBody || exchange.framing == Framing.NONE) return null;
        if (exchange.framing.length() >= 0) return Dialect.LENGTH + exchange.framing.length();
        if (buffersRequest || !dialect.takesAnyLength()) return Dialect.OPEN_LENGTH;
        return overHttp2 ? "" : "Transfer-Encoding: chunked";
    }

    /** What a peer gets is the client's body. */
    boolean passesClientsBody() {
        return setBody == null && passesBody;
    }

    /** {@code proxy_request_buffering off}. */
    boolean passesOnAsItComes(Framing framing) {
        return passesClientsBody() && !buffersRequest && (dialect.takesAnyLength() || framing.kind() != Framing.Kind.CHUNKED);
    }

    /** Whether the answer to the request that is sent has no body. */
    public boolean sendsHead(Exchange exchange) {
        return dialect.sendsHead(exchange);
    }

    /** To the peers of a target. */
    Connector connector(Exchange exchange, Target target) throws Failure {
        var from = own == null ? terms : terms.from(own.of(exchange));
        if (!target.secure()) return new Connector(exchange.loop(), target.upstream(), from, null);
        return new Connector(exchange.loop(), target.upstream(), from, tls.side(exchange));
    }

    /** Whether a peer's 103 (RFC 8297) is for the client. */
    boolean passesHints(Exchange exchange) {
        for (var value : hints) {
            var text = value.text(exchange);
            if (!text.isEmpty() && !text.equals("0")) return true;
        }
        return false;
    }

    /** {@code $proxy_port}. */
    public String portFor(Exchange exchange) {
        var host = exchange.proxyHost;
        if (host == null) return null;
        int colon = host.lastIndexOf(':');
        if (colon > host.indexOf(']')) return host.substring(colon + 1);
        return fixed != null && fixed.secure() ? "443" : "80";
    }

    /** From here on {@code $proxy_host} is known, before anybody is looked for: a key may name it. */
    public void begins(Exchange exchange) throws Failure {
        if (fixed != null) exchange.proxyHost = fixed.host();
        else evaluated(exchange);
    }

    /** Evaluates the URL where it has variables. */
    public Target target(Exchange exchange) throws Failure {
        if (fixed != null) {
            exchange.proxyHost = fixed.host();
            return fixed;
        }
        return madeUp(exchange, evaluated(exchange));
    }

    private record Url(String host, boolean secure, String uri) {}

    private Url evaluated(Exchange exchange) throws Failure {
        var text = url.text(exchange);
        var made = protocol == Protocol.HTTP ? http(text) : address(text);
        exchange.proxyHost = protocol == Protocol.HTTP ? shown(made.host, made.secure) : made.host;
        return made;
    }

    private static Url http(String text) throws Failure {
        boolean secure = text.regionMatches(true, 0, "https://", 0, 8);
        if (!secure && !text.regionMatches(true, 0, "http://", 0, 7)) throw Failure.ours(500, "invalid URL prefix in \"" + text + "\"");
        int hostAt = secure ? 8 : 7;
        if (text.regionMatches(true, hostAt, UNIX, 0, UNIX.length())) return socket(secure, text.substring(hostAt));
        int end = text.length();
        for (int i = hostAt; i < end; i++) {
            char c = text.charAt(i);
            if (c == '/' || c == '?') end = i;
        }
        var host = text.substring(hostAt, end);
        if (host.isEmpty() || !isHost(host)) throw Failure.ours(500, "invalid host in upstream \"" + text + "\"");
        var uri = end == text.length() ? null : text.substring(end);
        return new Url(host, secure, uri != null && uri.startsWith("?") ? "/" + uri : uri);
    }

    /** {@code unix:/path}, and the URI behind one more colon. */
    private static Url socket(boolean secure, String text) throws Failure {
        int colon = text.indexOf(':', UNIX.length());
        var path = text.substring(UNIX.length(), colon < 0 ? text.length() : colon);
        if (path.isEmpty()) throw Failure.ours(500, "no path in the unix domain socket in upstream \"" + text + '"');
        if (path.length() > UNIX_MAX) throw Failure.ours(500, "too long path in the unix domain socket in upstream \"" + text + '"');
        var uri = colon < 0 || colon + 1 == text.length() ? null : text.substring(colon + 1);
        return new Url(UNIX + path, secure, uri != null && uri.startsWith("?") ? "/" + uri : uri);
    }

    /** Of the other protocols: no URI, and no usual port. */
    private Url address(String text) throws Failure {
        boolean hasSchemes = protocol.secureScheme != null;
        boolean secure = hasSchemes && text.startsWith(protocol.secureScheme);
        var host = text;
        if (secure || hasSchemes && text.startsWith(protocol.scheme())) host = text.substring(text.indexOf("://") + 3);
        if (host.startsWith(UNIX)) return new Url(host, secure, null);
        host = host.toLowerCase(Locale.ROOT);
        if (host.isEmpty() || host.indexOf('/') >= 0 || !isHost(host)) throw Failure.ours(500, "invalid host in upstream \"" + text + "\"");
        boolean port = host.indexOf(':', host.indexOf(']') + 1) >= 0;
        if (!port && !groups.isDeclared(host)) throw Failure.ours(500, "no port in upstream \"" + text + "\"");
        return new Url(host, secure, null);
    }

    private Target madeUp(Exchange exchange, Url made) throws Failure {
        var host = made.host.startsWith(UNIX) ? made.host : made.host.toLowerCase(Locale.ROOT);
        boolean secure = made.secure;
        var known = groups.known(host, secure, servers);
        var upstream = known != null ? known : Offload.<Group, RuntimeException>call(() -> groups.makeUp(host, secure, servers));
        if (upstream == null) throw Failure.ours(502, "too many names are being looked up to resolve " + host);
        if (upstream.roster.isWanted()) Offload.<Long, RuntimeException>call(upstream.roster::demand);
        upstream.roster.awaitNames(System.nanoTime() + 1_000_000 * (servers == null ? LOOKUP_MILLIS : servers.timeoutMillis()));
        return new Target(upstream, dialect.scheme(secure), secure, host.startsWith(UNIX) ? exchange.proxyHost : made.host, made.uri);
    }

    /** Whether the request has made up the host of its URL, which no peer was known for before. */
    boolean isMadeUp(Target target) {
        return fixed == null && !groups.isDeclared(target.upstream().name);
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
}
