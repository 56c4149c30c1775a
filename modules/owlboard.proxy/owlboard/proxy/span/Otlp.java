package owlboard.proxy.span;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Spans as OTLP's JSON: numbers of 64 bits are strings, identifiers hexadecimal. */
final class Otlp {
    private static final int SERVER = 2;
    private static final int ERROR = 2;

    private final StringBuilder out = new StringBuilder();

    private Otlp() {}

    static byte[] json(List<Span.Attribute> resource, List<Span> spans) {
        var text = new Otlp();
        text.out.append("{\"resourceSpans\":[{\"resource\":{");
        text.attributes(resource);
        text.out.append("},\"scopeSpans\":[{\"scope\":{\"name\":\"owlboard\"},\"spans\":[");
        for (int i = 0; i < spans.size(); i++) {
            if (i > 0) text.out.append(',');
            text.span(spans.get(i));
        }
        return text.out.append("]}]}]}").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void span(Span span) {
        var context = span.context();
        out.append("{\"traceId\":\"").append(context.trace()).append("\",\"spanId\":\"").append(context.span()).append('"');
        if (!context.parent().isEmpty()) out.append(",\"parentSpanId\":\"").append(context.parent()).append('"');
        out.append(",\"name\":");
        quote(span.name());
        out.append(",\"kind\":").append(SERVER).append(",\"startTimeUnixNano\":\"").append(span.beginNanos())
                .append("\",\"endTimeUnixNano\":\"").append(span.endNanos()).append("\",");
        attributes(span.attributes());
        out.append(",\"events\":[");
        for (int i = 0; i < span.tries().size(); i++) {
            var tried = span.tries().get(i);
            out.append(i == 0 ? "" : ",").append("{\"timeUnixNano\":\"").append(tried.atNanos()).append("\",\"name\":\"upstream\",");
            attributes(List.of(new Span.Attribute("net.peer.name", tried.peer(), false),
                    new Span.Attribute("http.status_code", Integer.toString(tried.status()), true)));
            out.append('}');
        }
        out.append("],\"status\":{");
        if (span.failed()) out.append("\"code\":").append(ERROR);
        out.append("}}");
    }

    private void attributes(List<Span.Attribute> all) {
        out.append("\"attributes\":[");
        for (int i = 0; i < all.size(); i++) {
            var one = all.get(i);
            out.append(i == 0 ? "" : ",").append("{\"key\":");
            quote(one.name());
            out.append(",\"value\":{").append(one.isNumber() ? "\"intValue\":" : "\"stringValue\":");
            quote(one.value());
            out.append("}}");
        }
        out.append(']');
    }

    /** Bytes that are no UTF-8 become U+FFFD. */
    private void quote(String latin1) {
        var text = new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ' || c > '~') out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        out.append('"');
    }
}
