package owlboard.proxy.exchange;

import java.nio.charset.StandardCharsets;
import java.util.List;
import owlboard.config.Template;
import owlboard.proxy.route.Variables;
import owlboard.wire.http.Bytes;

/** A {@link Template} made ready to be written: literals as bytes, variables as functions. */
public final class Value {
    /** Adds its value; false when it has none ({@code -} in a log, nothing elsewhere). */
    @FunctionalInterface
    public interface Part {
        boolean addTo(Bytes out, Exchange exchange);

        default boolean isLiteral() {
            return false;
        }
    }

    /** A literal. */
    private record Literal(byte[] bytes) implements Part {
        @Override
        public boolean addTo(Bytes out, Exchange exchange) {
            out.add(bytes);
            return true;
        }

        @Override
        public boolean isLiteral() {
            return true;
        }
    }

    public static final Value EMPTY = new Value(new Part[0], "");

    private final Part[] parts;
    private final String constant;

    private Value(Part[] parts, String constant) {
        this.parts = parts;
        this.constant = constant;
    }

    public static Value of(Template template, Variables variables) {
        if (template == null) return EMPTY;
        var parts = template.parts().stream().map(part -> switch (part) {
            case Template.Text text -> new Literal(text.text().getBytes(StandardCharsets.ISO_8859_1));
            case Template.BuiltIn builtIn -> variables.builtIn(builtIn.name());
            case Template.Defined defined -> variables.defined(defined.slot());
            case Template.Capture capture -> Variables.capture(capture.group());
        }).toArray(Part[]::new);
        return new Value(parts, template.isConstant() ? template.constant() : null);
    }

    public static List<Value> all(List<Template> templates, Variables variables) {
        return templates.stream().map(template -> of(template, variables)).toList();
    }

    public boolean isConstant() {
        return constant != null;
    }

    public Part[] parts() {
        return parts;
    }

    public void addTo(Bytes out, Exchange exchange) {
        for (var part : parts) part.addTo(out, exchange);
    }

    /** As a string of Latin-1 characters. */
    public String text(Exchange exchange) {
        if (constant != null) return constant;
        var out = exchange.desk().takeBytes();
        addTo(out, exchange);
        var text = out.toString();
        exchange.desk().give(out);
        return text;
    }
}
