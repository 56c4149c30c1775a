package owlboard.proxy.forward;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import owlboard.config.Level;
import owlboard.config.Template;
import owlboard.config.directive.Otel;
import owlboard.config.directive.Passing;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.span.Spans;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/**
 * {@code fastcgi_param} and its likes: a request as names with values. The client's header lines are among them as {@code HTTP_*} (RFC
 * 3875 §4.1.18), lines of one name joined, but for those that the configuration sets.
 */
final class CgiParams {
    /** How one name with its value is written. */
    @FunctionalInterface
    interface Form {
        void add(Bytes out, Bytes name, Bytes value);
    }

    private record Param(byte[] name, Value value, boolean ifNotEmpty) {}

    private static final byte[] PREFIX = "HTTP_".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRACEPARENT = "HTTP_TRACEPARENT".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRACESTATE = "HTTP_TRACESTATE".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_LENGTH = "CONTENT_LENGTH".getBytes(StandardCharsets.US_ASCII);
    /** Would be taken for the proxy of what the script itself asks (CVE-2016-5385). */
    private static final byte[] PROXY = "HTTP_PROXY".getBytes(StandardCharsets.US_ASCII);

    private final Param[] params;
    /** Names that begin with {@link #PREFIX}. */
    private final byte[][] replaced;
    private final boolean passesHeaders;
    /** {@code otel_trace_context}: it is told of which trace it is. */
    private final boolean tellsTrace;

    CgiParams(Level level, Passing words, Making making) {
        var declared = level.get(words.param);
        params = declared.stream().filter(param -> !isLeftOut(param))
                .map(param -> new Param(bytes(param.name()), making.value(param.value()), param.ifNotEmpty())).toArray(Param[]::new);
        var names = new ArrayList<>(declared.stream().map(param -> bytes(param.name()))
                .filter(name -> name.length > PREFIX.length && Arrays.mismatch(name, PREFIX) == PREFIX.length).toList());
        var context = level.get(Otel.OTEL_TRACE_CONTEXT);
        tellsTrace = Spans.injects(context) && names.stream().noneMatch(name -> Arrays.equals(name, TRACEPARENT));
        if (tellsTrace) names.add(TRACEPARENT);
        if (tellsTrace && context == Otel.Context.INJECT) names.add(TRACESTATE); // it is about another trace
        replaced = names.toArray(byte[][]::new);
        passesHeaders = level.get(words.passRequestHeaders);
    }

    /** A header line that is set to nothing is not told at all. */
    private static boolean isLeftOut(Passing.Param param) {
        return param.name().startsWith("HTTP_") && param.name().length() > 5 && param.value().isConstant()
                && param.value().constant().isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What the configuration sets in place of what the client says in this header line, lower case. */
    static List<Template> settings(Level level, Passing words, String header) {
        var name = "HTTP_" + header.toUpperCase(Locale.ROOT).replace('-', '_');
        return level.get(words.param).stream().filter(param -> param.name().equals(name)).map(Passing.Param::value).toList();
    }

    /** Writes all of them. */
    void addTo(Bytes out, Exchange exchange, Form form) {
        var name = exchange.desk().takeBytes();
        var value = exchange.desk().takeBytes();
        for (var param : params) {
            value.clear();
            param.value.addTo(value, exchange);
            if (param.ifNotEmpty && value.length() == 0) continue;
            name.clear();
            form.add(out, name.add(param.name), value);
        }
        value.clear();
        name.clear();
        if (tellsTrace && Spans.addTraceparent(value, exchange)) form.add(out, name.add(TRACEPARENT), value);
        var caching = exchange.caching;
        boolean forAll = caching != null && caching.asksForAll();
        var head = exchange.head;
        for (int i = 0; i < head.count() && passesHeaders; i++) {
            if (forAll && SetHeaders.wantsLess(head.id(i)) || isRepeated(head, i)) continue;
            header(name, head, i);
            if (isReplaced(name)) continue;
            join(value, head, i);
            form.add(out, name, value);
        }
        if (forAll) addConditions(out, exchange, form);
        exchange.desk().give(value);
        exchange.desk().give(name);
    }

    /** A line each: {@code NAME: value}. The length of a body in chunks is known when it has been read, which {@code framing} tells. */
    String shown(Exchange exchange, String framing) {
        var text = new StringBuilder();
        var none = exchange.desk().takeBytes();
        addTo(none, exchange, (_, name, value) -> {
            boolean isOpen = Dialect.OPEN_LENGTH.equals(framing) && value.length() == 0 && is(name, CONTENT_LENGTH);
            text.append(name).append(": ").append(isOpen ? Dialect.OPEN_LENGTH.substring(Dialect.LENGTH.length()) : value).append("\r\n");
        });
        exchange.desk().give(none);
        return text.toString();
    }

    /** Under which an answer that is stored already is wanted again. */
    private void addConditions(Bytes out, Exchange exchange, Form form) {
        var lines = new Bytes(128);
        exchange.caching.addConditions(lines);
        for (var line : lines.toString().split("\r\n")) {
            int colon = line.indexOf(": ");
            if (colon < 0) continue;
            var name = new Bytes(32).add(PREFIX);
            for (int i = 0; i < colon; i++) name.add(upper((byte) line.charAt(i)));
            if (!isReplaced(name)) form.add(out, name, new Bytes(64).add(line.substring(colon + 2)));
        }
    }

    private static void header(Bytes name, Head head, int i) {
        name.clear();
        name.add(PREFIX);
        int at = head.nameAt(i);
        for (int k = 0; k < head.nameLength(i); k++) name.add(upper(head.array[at + k]));
    }

    private static int upper(byte b) {
        if (b == '-') return '_';
        return b >= 'a' && b <= 'z' ? b - 'a' + 'A' : b;
    }

    private boolean isReplaced(Bytes name) {
        for (var set : replaced) if (is(name, set)) return true;
        return is(name, PROXY);
    }

    private static boolean is(Bytes name, byte[] other) {
        return Arrays.equals(name.array(), 0, name.length(), other, 0, other.length);
    }

    /** A line of this name came before: it has been joined to that. */
    private static boolean isRepeated(Head head, int i) {
        for (int k = 0; k < i; k++) if (isSame(head, k, i)) return true;
        return false;
    }

    private static boolean isSame(Head head, int a, int b) {
        if (head.id(a) != head.id(b) || head.nameLength(a) != head.nameLength(b)) return false;
        if (head.id(a) != Name.OTHER) return true;
        for (int k = 0; k < head.nameLength(a); k++) {
            if (upper(head.array[head.nameAt(a) + k]) != upper(head.array[head.nameAt(b) + k])) return false;
        }
        return true;
    }

    private static void join(Bytes value, Head head, int first) {
        value.clear();
        value.add(head.array, head.valueAt(first), head.valueLength(first));
        for (int i = first + 1; i < head.count(); i++) {
            if (!isSame(head, first, i)) continue;
            value.add(head.id(i) == Name.COOKIE ? ';' : ',').add(' ').add(head.array, head.valueAt(i), head.valueLength(i));
        }
    }
}
