package owlboard.json;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes JSON (RFC 8259): maps in their order, collections, numbers, booleans, null; everything else as text. In ASCII alone, so that no
 * locale changes it on its way.
 */
public final class Json {
    private Json() {}

    /** With an element of the outermost two levels on each line. */
    public static String of(Object value) {
        var text = new StringBuilder();
        write(value, text, 0);
        return text.append('\n').toString();
    }

    /** An array with one element on each line. */
    public static String rows(Collection<?> rows) {
        return rows.isEmpty() ? "[]\n" : rows.stream().map(Json::line).collect(Collectors.joining(",\n ", "[", "]\n"));
    }

    /** On one line, without its end. */
    public static String line(Object value) {
        var text = new StringBuilder();
        write(value, text, 2);
        return text.toString();
    }

    /** The members of an object, in this order: name, value, name, value. */
    public static Map<String, Object> object(Object... members) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < members.length; i += 2) object.put((String) members[i], members[i + 1]);
        return object;
    }

    private static void write(Object value, StringBuilder text, int depth) {
        switch (value) {
            case null -> text.append("null");
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            case Map<?, ?> map -> members(map, text, depth);
            case Collection<?> list -> elements(list, text, depth);
            default -> string(value.toString(), text);
        }
    }

    private static void members(Map<?, ?> map, StringBuilder text, int depth) {
        text.append('{');
        int index = 0;
        for (var entry : map.entrySet()) {
            between(text, index++, depth, depth < 1);
            string(entry.getKey().toString(), text);
            text.append(": ");
            write(entry.getValue(), text, depth + 1);
        }
        text.append('}');
    }

    private static void elements(Collection<?> list, StringBuilder text, int depth) {
        text.append('[');
        int index = 0;
        for (var each : list) {
            between(text, index++, depth, depth < 2);
            write(each, text, depth + 1);
        }
        text.append(']');
    }

    private static void between(StringBuilder text, int index, int depth, boolean lines) {
        if (index > 0) text.append(lines ? "," : ", ");
        if (lines) text.append('\n').repeat(' ', 2 * depth + 2);
    }

    private static void string(String value, StringBuilder text) {
        text.append('"');
        for (char c : value.toCharArray()) {
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                default -> {
                    if (c < 0x20 || c >= 0x7f) text.append("\\u%04x".formatted((int) c));
                    else text.append(c);
                }
            }
        }
        text.append('"');
    }
}
