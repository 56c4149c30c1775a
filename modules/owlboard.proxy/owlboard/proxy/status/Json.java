package owlboard.proxy.status;

import java.util.List;
import java.util.Map;

/** JSON text (RFC 8259) of maps, lists, strings, numbers, booleans and null. */
final class Json {
    private Json() {}

    static String of(Object value) {
        var out = new StringBuilder();
        add(out, value);
        return out.toString();
    }

    private static void add(StringBuilder out, Object value) {
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> {
                out.append('{');
                char before = 0;
                for (var entry : map.entrySet()) {
                    if (before != 0) out.append(before);
                    before = ',';
                    quote(out, (String) entry.getKey());
                    out.append(':');
                    add(out, entry.getValue());
                }
                out.append('}');
            }
            case List<?> list -> {
                out.append('[');
                for (int i = 0; i < list.size(); i++) {
                    if (i > 0) out.append(',');
                    add(out, list.get(i));
                }
                out.append(']');
            }
            case Raw raw -> out.append(raw.text);
            case Number number -> out.append(number);
            case Boolean word -> out.append(word);
            default -> quote(out, value.toString());
        }
    }

    /** What is JSON already. */
    record Raw(String text) {}

    private static void escape(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) out.append(Character.forDigit(c >> shift & 15, 16));
    }

    /** A string; null where {@code text} is. */
    static void text(StringBuilder out, String text) {
        if (text == null) out.append("null");
        else quote(out, text);
    }

    /** With two digits behind the point, as far as they say something; less than 0: it is none. */
    static void millis(StringBuilder out, long nanos) {
        if (nanos < 0) {
            out.append(-1);
            return;
        }
        long hundredths = (nanos + 5_000) / 10_000;
        out.append(hundredths / 100);
        long rest = hundredths % 100;
        if (rest == 0) return;
        out.append('.').append(rest / 10);
        if (rest % 10 != 0) out.append(rest % 10);
    }

    private static void quote(StringBuilder out, String bytes) {
        var text = Utf8.of(bytes);
        out.append('"');
        int from = 0; // what needs no change is copied at once
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPlain = c >= 32 && c < 127 && c != '<' && c != '"' && c != '\\';
            if (isPlain) continue;
            out.append(text, from, i);
            from = i + 1;
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else escape(out, c);
        }
        if (from == 0) out.append(text);
        else out.append(text, from, text.length());
        out.append('"');
    }
}
