package owlboard.acceptance.kubernetes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The part of YAML that our manifests use: block and flow collections, plain and double-quoted scalars, {@code |}, comments. Scalars stay
 * text.
 */
final class Yaml {
    private static final Pattern KEY = Pattern.compile("([\\w./-]+):(?: +(.*))?");

    private record Line(int indent, String text) {}

    private final List<Line> lines = new ArrayList<>();
    private int next;
    private String flow;
    private int at;

    static List<Map<String, Object>> documents(String text) {
        var all = new ArrayList<Map<String, Object>>();
        for (var document : text.split("(?m)^---\n")) all.add(map(new Yaml(document).block(0)));
        return all;
    }

    private Yaml(String document) {
        for (var line : document.split("\n")) {
            var text = line.replaceFirst("(^|\\s+)#[^\"]*$", "").stripTrailing();
            if (!text.isBlank()) lines.add(new Line(text.length() - text.stripLeading().length(), text.strip()));
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(Object value) {
        return value == null ? List.of() : (List<Object>) value;
    }

    /** What lies at a path of keys; null where one is missing. */
    static Object at(Object value, String... path) {
        for (var key : path) value = map(value).get(key);
        return value;
    }

    private Object block(int indent) {
        return lines.get(next).text.startsWith("- ") ? sequence(indent) : mapping(indent);
    }

    private boolean goesOn(int indent, boolean sequence) {
        return next < lines.size() && lines.get(next).indent == indent && lines.get(next).text.startsWith("- ") == sequence;
    }

    private List<Object> sequence(int indent) {
        var all = new ArrayList<Object>();
        while (goesOn(indent, true)) {
            var rest = lines.get(next).text.substring(2).strip();
            lines.set(next, new Line(indent + 2, rest));
            if (KEY.matcher(rest).matches()) {
                all.add(mapping(indent + 2));
            } else {
                next++;
                all.add(flow(rest));
            }
        }
        return all;
    }

    private Map<String, Object> mapping(int indent) {
        var all = new LinkedHashMap<String, Object>();
        while (goesOn(indent, false)) {
            var line = KEY.matcher(lines.get(next++).text);
            if (!line.matches()) throw new IllegalArgumentException("no key in \"" + lines.get(next - 1).text + '"');
            all.put(line.group(1), value(indent, line.group(2)));
        }
        if (next < lines.size() && lines.get(next).indent > indent) {
            throw new IllegalArgumentException("out of place: \"" + lines.get(next).text + '"');
        }
        return all;
    }

    private Object value(int indent, String rest) {
        if (rest != null && !rest.equals("|")) return flow(rest);
        if (next == lines.size()) return null;
        if (rest == null) return lines.get(next).indent > indent || goesOn(indent, true) ? block(lines.get(next).indent) : null;
        var text = new StringBuilder();
        while (next < lines.size() && lines.get(next).indent > indent) text.append(lines.get(next++).text).append('\n');
        return text.toString();
    }

    private Object flow(String text) {
        flow = text;
        at = 0;
        if (!text.startsWith("{") && !text.startsWith("[") && !text.startsWith("\"")) return text;
        var value = item();
        if (at != flow.length()) throw new IllegalArgumentException("more than one value: \"" + text + '"');
        return value;
    }

    private Object item() {
        return switch (flow.charAt(at)) {
            case '{' -> {
                var all = new LinkedHashMap<String, Object>();
                for (at++; skip() != '}'; ) {
                    var key = scalar();
                    if (flow.charAt(at++) != ':') throw new IllegalArgumentException("no colon after " + key + " in \"" + flow + '"');
                    skip();
                    all.put(key, item());
                }
                at++;
                yield all;
            }
            case '[' -> {
                var all = new ArrayList<Object>();
                for (at++; skip() != ']'; ) all.add(item());
                at++;
                yield all;
            }
            default -> scalar();
        };
    }

    private char skip() {
        while (flow.charAt(at) == ' ' || flow.charAt(at) == ',') at++;
        return flow.charAt(at);
    }

    private String scalar() {
        int begin = at;
        if (flow.charAt(at) == '"') {
            at = flow.indexOf('"', begin + 1) + 1;
            return flow.substring(begin + 1, at - 1);
        }
        while (at < flow.length() && ",]}".indexOf(flow.charAt(at)) < 0 && !(flow.charAt(at) == ':' && flow.startsWith(": ", at))) at++;
        return flow.substring(begin, at).strip();
    }
}
