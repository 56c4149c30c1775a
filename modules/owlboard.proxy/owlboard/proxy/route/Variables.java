package owlboard.proxy.route;

import static owlboard.config.Variables.isBuiltIn;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import owlboard.config.Http;
import owlboard.config.Template;
import owlboard.proxy.access.AuthJwt;
import owlboard.proxy.access.Credentials;
import owlboard.proxy.exchange.Arguments;
import owlboard.proxy.exchange.Cookies;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Features;
import owlboard.proxy.exchange.Value;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;
import owlboard.wire.net.ProxyHeader;
import owlboard.wire.net.ProxyTlvs;
import owlboard.wire.net.TcpInfo;

/** From names to functions: nginx's built-in variables, those with a prefix, and those that the configuration defines. */
public final class Variables {
    /** The nginx whose features are here, for what compares numbers: maps, and scripts that read {@code SERVER_SOFTWARE}. */
    private static final String NGINX_VERSION = "1.29.7";
    private static final byte[] COMMA = {',', ' '};
    /** Of all clients of unix sockets: a key for limits, too. */
    private static final byte[] UNIX = {'u', 'n', 'i', 'x', ':'};
    private static final byte[] SEMICOLON = {';', ' '};

    private final List<Value.Part> defined;
    /** Of those that the configuration defines, by name. */
    private final Map<String, Value.Part> names = new HashMap<>();
    private final Features features;

    private Variables(List<Value.Part> defined, Features features) {
        this.defined = defined;
        this.features = features;
    }

    /** Null: there is none of this name. */
    Value.Part named(String name) {
        var own = names.get(name);
        if (own != null) return own;
        return isBuiltIn(name) ? builtIn(name) : null;
    }

    /** Resolves the variables of a configuration; maps may refer to each other in any order. */
    public static Variables of(Http http, Features features) {
        var parts = new Value.Part[http.variables().size()];
        var variables = new Variables(Arrays.asList(parts), features);
        for (int slot = 0; slot < parts.length; slot++) {
            parts[slot] = DefinedVariable.of(http.variables().get(slot), slot, variables);
            variables.names.put(http.variables().get(slot).name(), parts[slot]);
        }
        return variables;
    }

    /** {@code template} may be null: an empty value. */
    Value value(Template template) {
        if (template == null) return Value.EMPTY;
        var parts = template.parts().stream().map(part -> switch (part) {
            case Template.Text text -> Value.literal(text.text());
            case Template.BuiltIn builtIn -> builtIn(builtIn.name());
            case Template.Defined made -> defined(made.slot());
            case Template.Capture capture -> capture(capture.group());
        }).toArray(Value.Part[]::new);
        return Value.of(parts, template.isConstant() ? template.constant() : null);
    }

    private Value.Part defined(int slot) {
        return (out, exchange) -> defined.get(slot).addTo(out, exchange);
    }

    private static Value.Part capture(int group) {
        return (out, exchange) -> {
            var captures = exchange.captures;
            if (captures == null || group > captures.groupCount() || captures.group(group) == null) return false;
            Rewrite.addCapture(out, captures.group(group), exchange.escapeCaptures);
            return true;
        };
    }

    private Value.Part builtIn(String name) {
        var fixed = FIXED.get(name);
        if (fixed != null) return fixed;
        var own = features.variable(name);
        if (own != null) return own;
        if (name.startsWith("upstream_http_")) return answerHeader(headerName(name, "upstream_http_"));
        if (name.startsWith("upstream_cookie_")) return answerCookie(name.substring("upstream_cookie_".length()));
        if (name.startsWith("upstream_trailer_")) return answerTrailer(headerName(name, "upstream_trailer_"));
        if (name.startsWith("sent_trailer_")) return sentTrailer(headerName(name, "sent_trailer_"));
        if (name.startsWith("sent_http_")) return sentHeader(headerName(name, "sent_http_"));
        if (name.startsWith("http_")) return requestHeader(headerName(name, "http_"));
        if (name.startsWith("jwt_claim_")) return AuthJwt.claim(List.of(name.substring("jwt_claim_".length())));
        if (name.startsWith("jwt_header_")) return AuthJwt.header(List.of(name.substring("jwt_header_".length())));
        if (name.startsWith("arg_")) return argument(name.substring("arg_".length()));
        if (name.startsWith("proxy_protocol_tlv_")) return tlv(name.substring("proxy_protocol_tlv_".length()));
        if (name.startsWith("cookie_")) return cookie(name.substring("cookie_".length()));
        if (name.startsWith("tcpinfo_")) return tcpInfo(name.substring("tcpinfo_".length()));
        return (out, exchange) -> false; // known to nginx, without a value here
    }

    private static Value.Part tcpInfo(String name) {
        var field = TcpInfo.Field.valueOf(name.toUpperCase(Locale.ROOT));
        TcpInfo.load();
        return (out, exchange) -> {
            long value = exchange.connection.tcpInfo(field);
            if (value >= 0) out.addDecimal(value);
            return value >= 0;
        };
    }

    private static String headerName(String variable, String prefix) {
        return variable.substring(prefix.length()).replace('_', '-');
    }

    public static Value.Part text(Function<Exchange, String> of) {
        return (out, exchange) -> {
            var text = of.apply(exchange);
            if (text == null) return false;
            out.add(text);
            return true;
        };
    }

    private static Value.Part number(ToLongFunction<Exchange> of) {
        return (out, exchange) -> {
            out.addDecimal(of.applyAsLong(exchange));
            return true;
        };
    }

    private static Value.Part bytes(Function<Exchange, byte[]> of) {
        return (out, exchange) -> {
            out.add(of.apply(exchange));
            return true;
        };
    }

    /** Seconds with three decimals. */
    public static void addSeconds(Bytes out, long nanos) {
        long millis = Math.max(0, nanos) / 1_000_000;
        out.addDecimal(millis / 1000).add('.').addPadded(millis % 1000, 3);
    }

    /** Adds all lines with a name, joined; false when there are none. */
    public static boolean addHeader(Bytes out, Head head, int id, byte[] lowerCase, byte[] separator) {
        if (head == null) return false;
        boolean any = false;
        for (int i = find(head, id, lowerCase, 0); i >= 0; i = find(head, id, lowerCase, i + 1)) {
            if (any) out.add(separator);
            out.add(head.array, head.valueAt(i), head.valueLength(i));
            any = true;
        }
        return any;
    }

    private static int find(Head head, int id, byte[] lowerCase, int from) {
        return id != Name.OTHER ? head.find(id, from) : findUnderscored(head, lowerCase, from);
    }

    /** A header {@code X_Y} is found by {@code $http_x_y} too. */
    private static int findUnderscored(Head head, byte[] lowerCase, int from) {
        for (int i = from; i < head.count(); i++) {
            if (head.nameLength(i) != lowerCase.length) continue;
            int at = head.nameAt(i);
            int same = 0;
            while (same < lowerCase.length) {
                int b = head.array[at + same];
                if (b >= 'A' && b <= 'Z') b |= 0x20;
                if (b == '_') b = '-';
                if (b != lowerCase[same]) break;
                same++;
            }
            if (same == lowerCase.length) return i;
        }
        return -1;
    }

    /**
     * A body that came in chunks has a length, too, when it has been read; dropped, it has none left. Over HTTP/2 it has one
     * where it was kept alone.
     */
    private static Value.Part contentLength() {
        var told = requestHeader("content-length");
        return (out, exchange) -> {
            var body = exchange.requestBody;
            boolean dropped = exchange.bodyRefused;
            boolean counted = exchange.framing.kind() == Framing.Kind.CHUNKED && (dropped || body != null && !body.isLive());
            if (counted && exchange.head.version >= 20) counted = !dropped && body.isWhole();
            if (!counted) return told.addTo(out, exchange);
            out.addDecimal(dropped ? 0 : body.length());
            return true;
        };
    }

    private static Value.Part requestHeader(String name) {
        int id = Name.of(name);
        var lowerCase = name.getBytes(StandardCharsets.ISO_8859_1);
        var separator = id == Name.COOKIE ? SEMICOLON : COMMA;
        return (out, exchange) -> addHeader(out, exchange.head, id, lowerCase, separator);
    }

    private static Value.Part answerHeader(String name) {
        int id = Name.of(name);
        var lowerCase = name.getBytes(StandardCharsets.ISO_8859_1);
        return (out, exchange) -> addHeader(out, exchange.answerHead, id, lowerCase, COMMA);
    }

    private static Value.Part answerTrailer(String name) {
        int id = Name.of(name);
        var lowerCase = name.getBytes(StandardCharsets.ISO_8859_1);
        return (out, exchange) -> addHeader(out, exchange.answerTrailers, id, lowerCase, COMMA);
    }

    private static Value.Part sentHeader(String name) {
        int id = Name.of(name);
        var lowerCase = name.getBytes(StandardCharsets.ISO_8859_1);
        return switch (id) {
            case Name.CONTENT_LENGTH -> text(exchange -> exchange.answer.length < 0 ? null : Long.toString(exchange.answer.length));
            case Name.TRANSFER_ENCODING -> text(exchange -> exchange.answerIsChunked ? "chunked" : null);
            case Name.CONNECTION -> text(exchange -> connectionSaid(exchange));
            default -> (out, exchange) -> exchange.answer.addValues(out, id, lowerCase);
        };
    }

    private static String connectionSaid(Exchange exchange) {
        if (exchange.status == 101) return "upgrade";
        return exchange.keepAlive ? "keep-alive" : "close";
    }

    private static Value.Part sentTrailer(String name) {
        int id = Name.of(name);
        var lowerCase = name.getBytes(StandardCharsets.ISO_8859_1);
        return (out, exchange) -> exchange.trailers != null && exchange.trailers.addValues(out, id, lowerCase);
    }

    private static Value.Part argument(String name) {
        return text(exchange -> Arguments.find(exchange.args, name));
    }

    private static Value.Part cookie(String name) {
        return text(exchange -> Cookies.find(exchange.head, name));
    }

    private static Value.Part answerCookie(String name) {
        return text(exchange -> {
            var head = exchange.answerHead;
            if (head == null) return null;
            for (int i = head.find(Name.SET_COOKIE); i >= 0; i = head.find(Name.SET_COOKIE, i + 1)) {
                var pair = head.value(i).split(";", 2)[0];
                if (pair.startsWith(name + "=")) return pair.substring(name.length() + 1);
            }
            return null;
        });
    }

    private static Value.Part tlv(String name) {
        if (!ProxyTlvs.isKnown(name)) return text(_ -> null);
        return (out, x) -> {
            var value = x.connection.proxied() == null ? null : ProxyTlvs.find(x.connection.proxied(), name);
            if (value == null) return false;
            out.add(value);
            return true;
        };
    }

    private static Value.Part proxied(Function<ProxyHeader, String> what) {
        return text(x -> {
            var told = x.connection.proxied();
            return told == null || told.equals(ProxyHeader.UNKNOWN) ? null : what.apply(told);
        });
    }

    private static final Map<String, Value.Part> FIXED = fixed();

    private static Map<String, Value.Part> fixed() {
        var map = new HashMap<String, Value.Part>();
        requestVariables(map);
        connectionVariables(map);
        answerVariables(map);
        map.putAll(TlsVariables.ALL);
        return Map.copyOf(map);
    }

    private static void requestVariables(Map<String, Value.Part> map) {
        map.put("args", text(x -> x.args.isEmpty() ? null : x.args));
        map.put("query_string", map.get("args"));
        map.put("is_args", text(x -> x.args.isEmpty() ? "" : "?"));
        map.put("uri", text(x -> x.uri.isEmpty() ? null : x.uri));
        map.put("document_uri", map.get("uri"));
        map.put("request_uri", (out, x) -> {
            if (x.head.targetLength == 0) return false;
            out.add(x.head.array, x.head.targetAt, x.head.targetLength);
            return true;
        });
        map.put("request", (out, x) -> {
            out.add(x.head.array == null ? new byte[0] : x.head.array, x.head.array == null ? 0 : x.head.lineAt,
                    x.head.array == null ? 0 : x.head.lineLength);
            return x.head.lineLength > 0;
        });
        map.put("request_method", (out, x) -> {
            if (x.head.version == 0) return false; // its line was none
            out.add(clientsMethod(x));
            return true;
        });
        map.put("request_id", text(Exchange::requestId));
        map.put("request_length", number(x -> x.requestLength()));
        map.put("request_time", (out, x) -> {
            addSeconds(out, x.loop().now() - x.startNanos);
            return true;
        });
        map.put("request_completion", text(x -> x.complete ? "OK" : ""));
        map.put("request_body", text(x -> x.requestBody == null ? null : x.requestBody.text()));
        map.put("request_body_file", text(x -> x.requestBody == null ? null : x.requestBody.fileName()));
        map.put("host", text(x -> x.host.isEmpty() ? x.server.name() : x.host));
        map.put("http_host", requestHeader("host"));
        map.put("hostname", text(x -> x.snapshot.hostname));
        map.put("server_name", text(x -> x.server.name()));
        map.put("server_protocol", text(x -> switch (x.head.version) {
            case 20 -> "HTTP/2.0";
            case 11 -> "HTTP/1.1";
            case 10 -> "HTTP/1.0";
            case 9 -> "HTTP/0.9";
            default -> null;
        }));
        map.put("http2", text(x -> x.connection.http2() == null ? "" : x.connection.http2()));
        map.put("scheme", text(x -> x.connection.isTls() ? "https" : "http"));
        map.put("https", text(x -> x.connection.isTls() ? "on" : ""));
        map.put("content_length", contentLength());
        map.put("content_type", requestHeader("content-type"));
        map.put("remote_user", text(x -> Credentials.user(x.head)));
    }

    /** That of the request which a client sent, in its subrequests too. */
    private static byte[] clientsMethod(Exchange exchange) {
        return exchange.main().method;
    }

    /** Streams of one connection are served side by side: each has its own number. */
    private static int connectionRequests(Exchange exchange) {
        var sent = exchange.main();
        return sent.streamNumber > 0 ? sent.streamNumber : sent.connection.requests();
    }

    private static void connectionVariables(Map<String, Value.Part> map) {
        map.put("remote_addr", text(x -> x.realRemote != null ? x.realRemote : x.connection.remoteAddress()));
        map.put("realip_remote_addr", text(x -> x.connection.remoteAddress()));
        map.put("remote_port", text(x -> x.realRemote != null ? x.realRemotePort : x.connection.remotePort()));
        map.put("realip_remote_port", text(x -> x.connection.remotePort()));
        map.put("binary_remote_addr", bytes(x -> x.hasUnixClient() ? UNIX : x.binaryRemoteAddress()));
        map.put("server_addr", text(x -> x.connection.localAddress()));
        map.put("server_port", text(x -> x.connection.isUnix() ? "" : Integer.toString(x.connection.listenPort())));
        map.put("request_port", text(RequestPort::of));
        map.put("is_request_port", text(x -> RequestPort.of(x) == null ? "" : ":"));
        map.put("connection", number(x -> x.connection.number()));
        map.put("connection_requests", number(Variables::connectionRequests));
        map.put("connection_time", (out, x) -> {
            addSeconds(out, x.loop().now() - x.connection.openedNanos());
            return true;
        });
        map.put("pipe", text(x -> x.connection.isPipelined() ? "p" : "."));
        map.put("proxy_protocol_addr", proxied(ProxyHeader::sourceAddress));
        map.put("proxy_protocol_port", proxied(ProxyHeader::sourcePort));
        map.put("proxy_protocol_server_addr", proxied(ProxyHeader::targetAddress));
        map.put("proxy_protocol_server_port", proxied(ProxyHeader::targetPort));
        map.put("pid", number(x -> ProcessHandle.current().pid()));
        map.put("nginx_version", text(x -> NGINX_VERSION));
        map.put("msec", (out, x) -> {
            long millis = x.loop().wallMillis();
            out.addDecimal(millis / 1000).add('.').addPadded(millis % 1000, 3);
            return true;
        });
        map.put("time_local", bytes(x -> x.desk().localTime()));
        map.put("time_iso8601", bytes(x -> x.desk().isoTime()));
        map.put("connections_active", number(x -> x.snapshot.counters.active()));
        map.put("connections_reading", number(x -> x.snapshot.counters.reading()));
        map.put("connections_writing", number(x -> x.snapshot.counters.writing()));
        map.put("connections_waiting", number(x -> x.snapshot.counters.waiting()));
    }

    private static void answerVariables(Map<String, Value.Part> map) {
        map.put("limit_rate", number(x -> x.limitRate >= 0 ? x.limitRate : x.limitRateInForce));
        map.put("status", (out, x) -> {
            out.addPadded(x.imposedStatus != 0 ? x.imposedStatus : x.status, 3);
            return true;
        });
        map.put("body_bytes_sent", number(Exchange::bodyBytesSent));
        map.put("bytes_sent", number(x -> x.bytesSent));
    }

    /** Lower case, as header names are compared. */
    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
