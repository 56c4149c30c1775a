package owlboard.services.json;

import java.util.List;
import java.util.Map;

/** Values to text. */
final class JsonWriter {
    private static final String HEX = "0123456789abcdef";

    private JsonWriter() {}

    static void append(StringBuilder out, Object value) {
        switch (value) {
            case null -> out.append("null");
            case String text -> string(out, text);
            case Boolean truth -> out.append(truth);
            case Integer number -> out.append(number);
            case Long number -> out.append(number);
            case Double number -> out.append(finite(number));
            case Map<?, ?> members -> object(out, members);
            case List<?> elements -> array(out, elements);
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass().getName());
        }
    }

    private static double finite(double number) {
        if (!Double.isFinite(number)) throw new IllegalArgumentException("no JSON for the number " + number);
        return number;
    }

    private static void object(StringBuilder out, Map<?, ?> members) {
        out.append('{');
        String comma = "";
        for (var member : members.entrySet()) {
            out.append(comma);
            string(out, (String) member.getKey());
            out.append(':');
            append(out, member.getValue());
            comma = ",";
        }
        out.append('}');
    }

    private static void array(StringBuilder out, List<?> elements) {
        out.append('[');
        String comma = "";
        for (Object element : elements) {
            out.append(comma);
            append(out, element);
            comma = ",";
        }
        out.append(']');
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || unpaired(text, i)) escaped(out, c);
                    else out.append(c);
                }
            }
        }
        out.append('"');
    }

    private static boolean unpaired(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private static void escaped(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) out.append(HEX.charAt(c >> shift & 0xF));
    }
}
