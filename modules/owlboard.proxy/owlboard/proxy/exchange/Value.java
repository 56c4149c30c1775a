package owlboard.proxy.exchange;

import java.nio.charset.StandardCharsets;
import owlboard.wire.http.Bytes;

/** A {@link owlboard.config.Template} made ready to be written: literals as bytes, variables as functions. */
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

    /** {@code constant}: the text that it always has; null when it depends on the exchange. */
    public static Value of(Part[] parts, String constant) {
        return new Value(parts, constant);
    }

    public static Value constant(String text) {
        return new Value(new Part[] {literal(text)}, text);
    }

    public static Part literal(String text) {
        return new Literal(text.getBytes(StandardCharsets.ISO_8859_1));
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
