package owlboard.proxy.span;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import owlboard.config.Template;
import owlboard.config.directive.Otel.Context;
import owlboard.config.directive.Otel;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Note;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.exchange.Verdict;
import owlboard.wire.http.Bytes;

/** {@code otel_trace} and {@code otel_trace_context} of one level: which requests have a span, and of which trace it is. */
public final class Spans implements Handler {
    private static final Slot<Spans> SLOT = new Slot<>(Spans::of);
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.LOG, SLOT).defines(Map.of(
            "otel_trace_id", text(SpanContext::trace), "otel_span_id", text(SpanContext::span),
            "otel_parent_id", text(SpanContext::parent), "otel_parent_sampled", text(context -> context.parentSampled() ? "1" : "0")));

    private static final Note<SpanContext> CONTEXT = new Note<>();
    private static final byte[] TRACEPARENT = "traceparent".getBytes(StandardCharsets.US_ASCII);
    private static final long NANOS = 1_000_000;

    /** One that a span has anyway; numbers are told as such. */
    private record Standard(String name, Value value, boolean isNumber) {}

    private final Context context;
    /** Null: none has a span. */
    private final Value trace;
    private final Value name;
    private final List<Standard> attributes;
    private final Exporter exporter;

    private Spans(Scope scope, Making making) {
        var level = scope.level();
        context = level.get(Otel.OTEL_TRACE_CONTEXT);
        trace = level.get(Otel.OTEL_TRACE) == null ? null : making.value(level.get(Otel.OTEL_TRACE));
        var route = scope.prefix() != null ? scope.prefix() : String.valueOf(scope.zones().location());
        var named = level.get(Otel.OTEL_SPAN_NAME);
        name = making.value(named != null ? named : Template.of(route));
        exporter = making.main(Exporter.SLOT);
        attributes = new ArrayList<>(standard(making));
        attributes.add(new Standard("http.route", Value.constant(route), false));
        for (var more : level.get(Otel.OTEL_SPAN_ATTR)) attributes.add(new Standard(more.name(), making.value(more.value()), false));
    }

    /** Null: no request has to do with it. */
    private static Spans of(Scope scope, Making making) {
        var level = scope.level();
        boolean idle = level.get(Otel.OTEL_TRACE) == null && level.get(Otel.OTEL_TRACE_CONTEXT) == Context.IGNORE;
        return idle ? null : new Spans(scope, making);
    }

    private static List<Standard> standard(Making making) {
        return List.of(variable(making, "http.method", "request_method", false), variable(making, "http.target", "request_uri", false),
                variable(making, "http.scheme", "scheme", false), variable(making, "http.flavor", "server_protocol", false),
                variable(making, "http.user_agent", "http_user_agent", false),
                variable(making, "http.request_content_length", "content_length", true),
                variable(making, "http.response_content_length", "body_bytes_sent", true),
                variable(making, "http.status_code", "status", true), variable(making, "net.host.name", "host", false),
                variable(making, "net.host.port", "server_port", true), variable(making, "net.sock.peer.addr", "remote_addr", false),
                variable(making, "net.sock.peer.port", "remote_port", true));
    }

    private static Standard variable(Making making, String name, String variable, boolean isNumber) {
        return new Standard(name, making.value(new Template("$" + variable, List.of(new Template.BuiltIn(variable)))), isNumber);
    }

    /** Whether upstreams are told the context of requests of this level. */
    public static boolean injects(Context context) {
        return context == Context.INJECT || context == Context.PROPAGATE;
    }

    /** Adds {@code traceparent}'s value. */
    public static boolean addTraceparent(Bytes out, Exchange exchange) {
        var of = of(exchange);
        if (of == null) return false;
        out.add(of.traceparent());
        return true;
    }

    private static Value.Part text(Function<SpanContext, String> of) {
        return (out, exchange) -> {
            var context = of(exchange);
            if (context == null) return false;
            out.add(of.apply(context));
            return true;
        };
    }

    /** The one of the client's request; null where nothing is said of spans. */
    private static SpanContext of(Exchange exchange) {
        var main = exchange;
        while (main.parent != null) main = main.parent;
        var known = main.note(CONTEXT);
        var spans = exchange.settings.get(SLOT);
        return known != null || spans == null ? known : spans.begin(main);
    }

    private SpanContext begin(Exchange exchange) {
        boolean reads = context == Context.EXTRACT || context == Context.PROPAGATE;
        var begun = SpanContext.of(reads ? given(exchange) : null, false);
        exchange.note(CONTEXT, begun); // what decides may ask for the parent's word
        if (trace == null) return begun;
        var word = trace.text(exchange);
        if (!word.equals("on") && !word.equals("1")) return begun;
        begun = begun.sampledIf(true);
        exchange.note(CONTEXT, begun);
        return begun;
    }

    /** The client's {@code traceparent}; null: there is none, or more than one. */
    private static String given(Exchange exchange) {
        if (exchange.head.array == null) return null;
        int at = exchange.head.find(TRACEPARENT, 0);
        return at < 0 || exchange.head.find(TRACEPARENT, at + 1) >= 0 ? null : exchange.head.value(at);
    }

    /** It is over. */
    @Override
    public Verdict handle(Exchange exchange) {
        if (exchange.parent != null || trace == null || !exporter.isThere()) return Verdict.GO_ON;
        var context = of(exchange);
        if (context.sampled()) exporter.offer(span(exchange, context));
        return Verdict.GO_ON;
    }

    private Span span(Exchange exchange, SpanContext context) {
        var told = new ArrayList<Span.Attribute>(attributes.size());
        for (var one : attributes) {
            var text = one.value.text(exchange);
            if (one.name.equals("http.flavor")) text = text.replaceFirst("HTTP/", "").replaceFirst("\\.0$", "");
            if (!text.isEmpty()) told.add(new Span.Attribute(one.name, text, one.isNumber));
        }
        long begin = exchange.startMillis * NANOS;
        var tries = new ArrayList<Span.Try>(exchange.attempts.size());
        for (var attempt : exchange.attempts) {
            tries.add(new Span.Try(begin + attempt.start - exchange.startNanos, attempt.address, attempt.status));
        }
        return new Span(context, name.text(exchange), begin, begin + exchange.loop().now() - exchange.startNanos, told, tries,
                exchange.status >= 500);
    }
}
