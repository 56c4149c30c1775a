package owlboard.edge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Compares received lines with expected ones. Header lines of different names may stand in any order, RFC 9110 §5.3. */
final class Expected {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z:_][\\w.:]*)\\}");
    private static final Pattern DATE = Pattern.compile("Date: \\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    private static final Pattern PAGE = Pattern.compile("\\{page(?::([^}]*))?\\}");

    private final Differences differences;

    Expected(Differences differences) {
        this.differences = differences;
    }

    /** The pattern of one line with its placeholders. */
    Pattern line(String expected) {
        var regex = new StringBuilder();
        var found = PLACEHOLDER.matcher(expected);
        int from = 0;
        while (found.find()) {
            var meaning = meaning(found.group(1));
            if (meaning == null) continue;
            regex.append(Pattern.quote(expected.substring(from, found.start()))).append(meaning);
            from = found.end();
        }
        return Pattern.compile(regex.append(Pattern.quote(expected.substring(from))).toString());
    }

    private String meaning(String name) {
        if (differences.shownPeers().containsKey(name)) return Pattern.quote(differences.shownPeers().get(name));
        if (name.matches(":\\d+")) {
            var port = differences.shownPorts().get(Integer.valueOf(name.substring(1)));
            return port.equals("80") || port.equals("443") ? "" : ":" + port;
        }
        if (name.matches("port:\\d+")) return differences.shownPorts().get(Integer.valueOf(name.substring(5)));
        if (name.startsWith("host:")) return differences.hostOf(name.substring(5));
        return switch (name) {
            case "any" -> "[^\r\n]*";
            case "pageline" -> Pattern.quote("<hr><center>" + differences.pageProduct(true) + "</center>");
            case "number" -> "\\d+";
            case "seconds" -> "\\d+\\.\\d{3}";
            case "product" -> differences.nginx() ? "nginx" : Pattern.quote(differences.product());
            case "server" -> Pattern.quote(differences.product());
            default -> null;
        };
    }

    /**
     * Why {@code received} is not the head {@code expected}, or null. Both start with the first line and end before the empty one.
     * An answer must have exactly one right {@code Date} and one {@code Server}, whether or not they are expected by name.
     */
    String headDiffers(List<String> expected, List<String> received) {
        if (!matches(expected.getFirst(), received.getFirst())) return "first line: expected " + expected.getFirst();
        var left = new ArrayList<>(received.subList(1, received.size()));
        if (received.getFirst().startsWith("HTTP/") && !received.getFirst().contains(" 100 ")) {
            var wrong = wrongOrigin(expected, left);
            if (wrong != null) return wrong;
        }
        var want = byName(expected.subList(1, expected.size()));
        var have = byName(left);
        if (differences.nginx() && want.getOrDefault("age", List.of()).equals(List.of("Age: {any}"))) { // it tells no age of its own
            want.remove("age");
            have.remove("age");
        }
        for (var name : want.keySet()) {
            if (!sameLines(want.get(name), have.getOrDefault(name, List.of()))) {
                return "expected " + want.get(name) + ", received " + have.getOrDefault(name, List.of());
            }
        }
        have.keySet().removeAll(want.keySet());
        return have.isEmpty() ? null : "not expected: " + have.values();
    }

    private String wrongOrigin(List<String> expected, List<String> left) {
        var byName = byName(left);
        var date = byName.getOrDefault("date", List.of());
        var server = byName.getOrDefault("server", List.of());
        if (date.size() != 1 || !DATE.matcher(date.getFirst()).matches()) return "Date is wrong: " + date;
        if (server.size() != 1) return "Server is wrong: " + server;
        if (!has(expected, "server:")) {
            if (!server.getFirst().equals("Server: " + differences.product())) return "Server is wrong: " + server;
            left.remove(server.getFirst());
        }
        if (!has(expected, "date:")) left.remove(date.getFirst());
        return null;
    }

    private static boolean has(List<String> lines, String name) {
        return lines.stream().anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith(name));
    }

    private boolean sameLines(List<String> expected, List<String> received) {
        if (expected.size() != received.size()) return false;
        for (int i = 0; i < expected.size(); i++) {
            if (!matches(expected.get(i), received.get(i))) return false;
        }
        return true;
    }

    boolean matches(String expected, String received) {
        return expected.equals(received) || line(expected).matcher(received).matches();
    }

    /** Whether a line of the error log contains the expected text. */
    boolean contains(String expected, String line) {
        return line.contains(expected) || line(differences.withAddresses(expected)).matcher(line).find();
    }

    private static Map<String, List<String>> byName(List<String> lines) {
        var names = new LinkedHashMap<String, List<String>>();
        for (var line : lines) {
            int colon = line.indexOf(':');
            var name = colon < 0 ? line : line.substring(0, colon).toLowerCase(Locale.ROOT);
            names.computeIfAbsent(name, key -> new ArrayList<>()).add(line);
        }
        return names;
    }

    /** {@code {page}}: what follows the first line of a built-in error page of status {@code first}; null if {@code line} is none. */
    Page page(String first, String line) {
        var found = PAGE.matcher(line);
        if (!found.matches()) return null;
        var status = first.substring(first.indexOf(' ') + 1).replace("302 Moved Temporarily", "302 Found")
                .replace("401 Unauthorized", "401 Authorization Required");
        var detail = found.group(1);
        boolean tokens = !"no tokens".equals(detail);
        var title = detail == null || !tokens ? status : status.substring(0, 4) + detail;
        var more = title.equals(status) ? "" : "<center>" + detail + "</center>\r\n";
        var body = "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + status + "</h1></center>\r\n" + more
                + "<hr><center>" + differences.pageProduct(tokens) + "</center>\r\n</body>\r\n</html>\r\n";
        return new Page(List.of("Content-Type: text/html", "Content-Length: " + body.length()), body);
    }

    record Page(List<String> headers, String body) {}
}
