package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Place;
import owlboard.config.Template;
import owlboard.config.language.Refusal;
import owlboard.config.language.Syntax;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** ngx_otel_module: spans of requests, the context that they stand in, and where they are told. */
public final class Otel {
    /**
     * {@code otel_exporter}: a collector that takes OTLP over HTTP. Every {@code intervalMillis} it gets what there is, at most
     * {@code spanCount} spans at a time; {@code batchCount} batches may wait. {@code trusted}: the file of who vouches for it; null: those
     * whom Java trusts.
     */
    public record Exporter(Place place, String host, int port, boolean secure, String trusted, long intervalMillis, int spanCount,
            int batchCount, List<Header> headers) {}

    /** A header of what is sent there. */
    public record Header(String name, String value) {}

    /** An attribute, of spans or of what makes them. */
    public record Attribute(String name, Template value) {}

    /** What becomes of a request's {@code traceparent}: it is read, it is written for the upstream, both, or neither. */
    public enum Context { IGNORE, EXTRACT, INJECT, PROPAGATE }

    private static final int PORT = 4318;
    private static final long INTERVAL_MILLIS = 5000;
    private static final int SPAN_COUNT = 512;
    private static final int BATCH_COUNT = 4;
    private static final int MOST = 100_000;

    /** Null: spans are told to nobody. */
    public static final Directive<Exporter> OTEL_EXPORTER =
            directive("otel_exporter").in(HTTP).takes(0).block().<Exporter>reads(Otel::exporter);
    public static final Directive<String> OTEL_SERVICE_NAME = directive("otel_service_name").in(HTTP).takes(1).reads(Words::text)
            .otherwise("unknown_service:nginx");
    public static final Directive<List<Attribute>> OTEL_RESOURCE_ATTR = directive("otel_resource_attr").in(HTTP).takes(2)
            .collects(words -> new Attribute(words.text(0), Template.of(words.text(1)))).otherwise(List.of());
    /** A request has a span where this is {@code on} or {@code 1}; null: none has. */
    public static final Directive<Template> OTEL_TRACE = directive("otel_trace").in(HTTP, SERVER, LOCATION).takes(1)
            .reads(Words::template);
    public static final Directive<Context> OTEL_TRACE_CONTEXT = directive("otel_trace_context").in(HTTP, SERVER, LOCATION).takes(1)
            .<Context>reads(words -> words.choice(Context.class, 0)).otherwise(Context.IGNORE);
    /** Null: the location's name. */
    public static final Directive<Template> OTEL_SPAN_NAME = directive("otel_span_name").in(HTTP, SERVER, LOCATION).takes(1)
            .reads(Words::template);
    public static final Directive<List<Attribute>> OTEL_SPAN_ATTR = directive("otel_span_attr").in(HTTP, SERVER, LOCATION).takes(2)
            .collects(words -> new Attribute(words.text(0), words.template(1))).otherwise(List.of());

    private Otel() {}

    private static Exporter exporter(Words words) throws Refusal {
        String endpoint = null;
        long interval = INTERVAL_MILLIS;
        int size = SPAN_COUNT;
        int count = BATCH_COUNT;
        String trusted = null;
        var headers = new ArrayList<Header>();
        for (var line : words.node().block()) {
            if (line.block() != null) throw new Refusal(line.place(), "unexpected \"{\"");
            int wanted = line.name().equals("header") ? 2 : 1;
            if (line.args().size() != wanted) {
                throw new Refusal(line.place(), "invalid number of arguments in \"" + line.name() + "\" directive");
            }
            var value = line.args().getFirst();
            switch (line.name()) {
                case "endpoint" -> endpoint = value;
                case "trusted_certificate" -> trusted = value;
                case "interval" -> interval = number(line, Units.millis(value));
                case "batch_size" -> size = (int) number(line, Units.number(value));
                case "batch_count" -> count = (int) number(line, Units.number(value));
                case "header" -> headers.add(header(line));
                default -> throw new Refusal(line.place(), "unknown directive \"" + line.name() + "\" in \"otel_exporter\"");
            }
        }
        if (endpoint == null) throw words.refuse("\"otel_exporter\" requires \"endpoint\"", "as in endpoint localhost:4318;");
        boolean secure = endpoint.startsWith("https://");
        var place = endpoint.replaceFirst("^https?://", "").replaceFirst("/$", "");
        int colon = place.lastIndexOf(':');
        boolean named = colon > place.lastIndexOf(']');
        var port = named ? Units.number(place.substring(colon + 1)) : OptionalLong.of(PORT);
        var host = named ? place.substring(0, colon) : place;
        boolean isFine = !host.isEmpty() && !host.contains("/") && port.isPresent() && port.getAsLong() > 0 && port.getAsLong() < 65_536;
        if (!isFine) throw words.refuse("invalid endpoint \"" + endpoint + '"', "host:port of a collector that takes OTLP over HTTP");
        return new Exporter(words.place(), host, (int) port.getAsLong(), secure, trusted, interval, size, count, List.copyOf(headers));
    }

    private static Header header(Syntax.Node line) throws Refusal {
        var name = line.args().getFirst();
        var value = line.args().get(1);
        boolean isFine = name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") && value.chars().allMatch(c -> c >= ' ' && c != 127);
        if (!isFine) throw new Refusal(line.place(), "invalid header \"" + name + '"');
        return new Header(name, value);
    }

    private static long number(Syntax.Node line, OptionalLong number) throws Refusal {
        if (number.isPresent() && number.getAsLong() > 0 && number.getAsLong() <= MOST) return number.getAsLong();
        throw new Refusal(line.place(), "invalid value \"" + line.args().getFirst() + "\" of \"" + line.name() + '"');
    }
}
