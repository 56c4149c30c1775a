package owlboard.proxy.forward;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import owlboard.config.Level;
import owlboard.config.Template;
import owlboard.config.directive.Failover;
import owlboard.config.directive.Otel;
import owlboard.config.directive.Proxy;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.span.Spans;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/**
 * {@code proxy_set_header}: which lines a request to an upstream has. Hop-by-hop lines never pass as the client sent them (RFC 9110
 * §7.6.1): {@code Connection} is written once, {@code upgrade} with a real upgrade, {@code close} where the configuration says so itself;
 * with a {@code TE} that is set it names that, too (§10.1.4).
 */
final class SetHeaders {
    private static final byte[] UPGRADE = "Connection: upgrade".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "Connection: close".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = "Connection: keep-alive".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TE = "Connection: TE".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AND_TE = ", TE".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UPGRADE_NAME = "Upgrade: ".getBytes(StandardCharsets.US_ASCII);
    /** Of which a request has one line (RFC 9110 §5.3), lower case. Set twice, the last counts that is not empty. */
    private static final Set<String> SINGLE = Set.of("authorization", "content-location", "content-type", "cookie", "date", "from", "host",
            "if-modified-since", "if-range", "if-unmodified-since", "max-forwards", "origin", "proxy-authorization", "range", "referer",
            "user-agent");

    /** {@code values}: of these the last that is not empty. */
    private record Line(byte[] name, List<Value> values, boolean isTe) {
        Line(String name, Value... values) {
            this((name + ": ").getBytes(StandardCharsets.ISO_8859_1), new ArrayList<>(List.of(values)), Name.of(name) == Name.TE);
        }
    }

    private final Line[] lines;
    /** {@code owlboard_origin ask}. */
    final boolean asks;
    private final Value upgrade;
    private final boolean connectionClose;
    private final boolean connectionKeepAlive;
    /** Of the last {@code Connection} that is set; null when none is. */
    private final Value connection;
    /** Likewise of {@code Content-Length}. */
    private final Value contentLength;
    private final Map<Integer, List<byte[]>> replaced = new HashMap<>();
    private final long replacedKnown;

    SetHeaders(Level level, List<Proxy.SetHeader> declared, Making making, Template standardHost) {
        var list = new ArrayList<Line>();
        var single = new HashMap<String, Line>();
        Value upgradeValue = null;
        boolean close = false;
        boolean keepAlive = false;
        Value connectionValue = null;
        Value length = null;
        long known = 0;
        for (var header : declared) {
            int id = Name.of(header.name());
            var bytes = header.name().getBytes(StandardCharsets.ISO_8859_1);
            var value = making.value(header.value());
            known |= 1L << id;
            if (id == Name.OTHER) {
                replaced.computeIfAbsent(Name.hash(bytes, 0, bytes.length), _ -> new ArrayList<>())
                        .add(header.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1));
            }
            switch (id) {
                case Name.CONNECTION -> {
                    var text = value.isConstant() ? header.value().constant().toLowerCase(Locale.ROOT) : "";
                    close = text.equals("close");
                    keepAlive = text.equals("keep-alive");
                    connectionValue = value;
                }
                case Name.UPGRADE -> upgradeValue = value;
                case Name.CONTENT_LENGTH -> length = value;
                case Name.TRANSFER_ENCODING -> {} // the framing is made here
                default -> {
                    var lowerCase = header.name().toLowerCase(Locale.ROOT);
                    var line = single.get(lowerCase);
                    if (line == null) list.add(line = new Line(header.name()));
                    if (SINGLE.contains(lowerCase)) single.put(lowerCase, line);
                    line.values.add(value);
                }
            }
        }
        var host = single.get("host");
        if (host == null) list.addFirst(new Line("Host", making.value(standardHost)));
        else if (host.values.stream().anyMatch(value -> !value.isConstant())) host.values.addFirst(making.value(standardHost));
        var origin = level.get(Failover.OWLBOARD_ORIGIN);
        if (origin != Failover.Origin.OFF) {
            leaveOut(Origin.LOWER_CASE);
        }
        boolean isSet = declared.stream().anyMatch(header -> header.name().equalsIgnoreCase("traceparent"));
        if (Spans.injects(level.get(Otel.OTEL_TRACE_CONTEXT)) && !isSet) {
            list.add(new Line("traceparent", Value.of(new Value.Part[] {Spans::addTraceparent}, null)));
            leaveOut("traceparent".getBytes(StandardCharsets.US_ASCII));
            if (level.get(Otel.OTEL_TRACE_CONTEXT) == Otel.Context.INJECT) { // it is about another trace
                leaveOut("tracestate".getBytes(StandardCharsets.US_ASCII));
            }
        }
        asks = origin == Failover.Origin.ASK;
        lines = list.toArray(Line[]::new);
        upgrade = upgradeValue;
        connectionClose = close;
        connectionKeepAlive = keepAlive;
        connection = connectionValue;
        contentLength = length;
        replacedKnown = known & ~1L;
    }

    /** The client's own line of that name, lower case. */
    private void leaveOut(byte[] name) {
        replaced.computeIfAbsent(Name.hash(name, 0, name.length), _ -> new ArrayList<>()).add(name);
    }

    /**
     * Adds the lines; returns the protocols of an upgrade that the request asks for, or null. {@code version} 10 asks for a close unless
     * told otherwise; 20 knows neither.
     */
    String addTo(Bytes out, Exchange exchange, int version) {
        boolean te = false;
        for (var line : lines) {
            int start = out.length();
            out.add(line.name);
            int value = out.length();
            for (int i = line.values.size() - 1; i >= 0 && out.length() == value; i--) {
                line.values.get(i).addTo(out, exchange);
                if (!line.values.get(i).isConstant()) clean(out, value);
            }
            if (out.length() == value) {
                out.truncate(start);
                continue;
            }
            out.addCrlf();
            te |= line.isTe;
        }
        if (asks) out.add(exchange.repeats ? Origin.LINE_AGAIN : Origin.LINE).addCrlf();
        if (version == 20) return null;
        var protocols = upgrade != null && connection != null && version == 11 && exchange.head.has(Name.UPGRADE) ? protocols(exchange)
                : null;
        if (protocols != null) out.add(UPGRADE_NAME).add(protocols).addCrlf();
        addConnection(out, version, protocols != null, te);
        return protocols;
    }

    private void addConnection(Bytes out, int version, boolean upgrades, boolean te) {
        int start = out.length();
        if (upgrades) out.add(UPGRADE);
        else if (connectionClose || version == 10 && !connectionKeepAlive) out.add(CLOSE);
        else if (connectionKeepAlive) out.add(KEEP_ALIVE);
        if (te && version == 11) out.add(out.length() == start ? TE : AND_TE);
        if (out.length() != start) out.addCrlf();
    }

    /** The lines that depend on no request, and are about no answer; {@code host} where {@code Host} does. */
    void addConstant(Bytes out, String host) {
        for (var line : lines) {
            if (line.isTe) continue;
            var value = line.values.reversed().stream().filter(Value::isConstant).map(each -> each.text(null)).findFirst();
            boolean isHost = Name.of(new String(line.name, 0, line.name.length - 2, StandardCharsets.ISO_8859_1)) == Name.HOST;
            var text = isHost ? value.orElse(host) : value.orElse("");
            if (!text.isEmpty()) out.add(line.name).add(text).addCrlf();
        }
    }

    private String protocols(Exchange exchange) {
        if (!exchange.client.mayUpgrade(exchange.head) || !UpgradeList.lists(connection.text(exchange), "upgrade")) return null;
        return UpgradeList.of(upgrade.text(exchange), exchange.head);
    }

    private static void clean(Bytes out, int from) {
        for (int i = from; i < out.length(); i++) if (out.at(i) == '\r' || out.at(i) == '\n' || out.at(i) == 0) out.set(i, ' ');
    }

    /** Whether the configuration says itself that there is no body. */
    boolean setsNoLength(Exchange exchange) {
        return contentLength != null && contentLength.text(exchange).equals("0");
    }

    /** Whether the configuration sets conditions itself. */
    boolean setsConditions() {
        return (replacedKnown & (1L << Name.IF_NONE_MATCH | 1L << Name.IF_MODIFIED_SINCE)) != 0;
    }

    /**
     * Adds the client's own lines, but those that are hop-by-hop, made here, or set by the configuration; {@code forAll}: and those by
     * which a client wants less than all.
     */
    void addClients(Bytes out, Exchange exchange, boolean forAll) {
        var head = exchange.head;
        boolean nominates = nominatesOthers(head);
        for (int i = 0; i < head.count(); i++) {
            int id = head.id(i);
            if (id != Name.OTHER ? isHopByHop(id) || (replacedKnown & 1L << id) != 0 : isReplaced(head, i)) continue;
            if (nominates && isNominated(head, i) || forAll && wantsLess(id)) continue;
            int at = head.nameAt(i);
            out.add(head.array, at, head.nameLength(i)).add(':').add(' ').add(head.array, head.valueAt(i), head.valueLength(i)).addCrlf();
        }
    }

    /** Lines by which a client wants less than all. */
    static boolean wantsLess(int id) {
        return switch (id) {
            case Name.RANGE, Name.IF_RANGE, Name.IF_MATCH, Name.IF_NONE_MATCH, Name.IF_MODIFIED_SINCE, Name.IF_UNMODIFIED_SINCE -> true;
            default -> false;
        };
    }

    private static boolean isHopByHop(int id) {
        return switch (id) {
            case Name.HOST, Name.CONNECTION, Name.KEEP_ALIVE, Name.PROXY_CONNECTION, Name.TE, Name.TRAILER, Name.TRANSFER_ENCODING,
                    Name.UPGRADE, Name.CONTENT_LENGTH, Name.EXPECT, Name.HTTP2_SETTINGS -> true;
            default -> false;
        };
    }

    private boolean isReplaced(Head head, int i) {
        if (replaced.isEmpty()) return false;
        var names = replaced.get(Name.hash(head.array, head.nameAt(i), head.nameLength(i)));
        if (names == null) return false;
        for (var name : names) if (Name.is(head.array, head.nameAt(i), head.nameLength(i), name)) return true;
        return false;
    }

    /** Whether {@code Connection} names more than the usual options. */
    private static boolean nominatesOthers(Head head) {
        for (int i = head.find(Name.CONNECTION); i >= 0; i = head.find(Name.CONNECTION, i + 1)) {
            for (var option : head.value(i).split(",")) {
                switch (option.strip().toLowerCase(Locale.ROOT)) {
                    case "", "keep-alive", "close", "upgrade" -> {}
                    default -> {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** A client may nominate its own lines; it may not drop what identifies it or its content. */
    private static boolean isNominated(Head head, int i) {
        return switch (head.id(i)) {
            case Name.X_FORWARDED_FOR, Name.X_FORWARDED_HOST, Name.X_FORWARDED_PORT, Name.X_FORWARDED_PROTO, Name.X_REAL_IP,
                    Name.FORWARDED, Name.COOKIE, Name.AUTHORIZATION, Name.CONTENT_TYPE -> false;
            default -> head.lists(Name.CONNECTION, head.name(i).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1));
        };
    }
}
