package owlboard.edge;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import owlboard.harness.Reserved;

/** The configuration of a test: the body of an {@code http} block, or a whole file with an {@code http} block of its own. */
record ConfText(String text) {
    private static final Pattern HTTP = Pattern.compile("\\bhttp\\s*\\{");
    private static final String MODULES = "/usr/lib/nginx/modules";
    private static final Pattern STREAM = Pattern.compile("(?<![@/\\w-])stream\\s*\\{");
    private static final Pattern LISTEN = Pattern.compile("\\blisten\\s+((?:\\[::\\]|\\*|[\\d.]+):)?(\\d+)\\b(?!\\.)");
    private static final Pattern NAMED =
            Pattern.compile("(?:\\bserver\\s+|\\bproxy_pass\\s+(?:https?://)?|\\b(?:fastcgi|uwsgi|scgi|memcached)_pass\\s+(?:s?uwsgi://)?"
                    + "|\\bset\\s+\\$\\w+\\s+)([a-z][\\w.-]*:\\d+)");
    private static final Pattern ABSOLUTE = Pattern.compile("(?<=[\\s\"']|unix:)/(?=(?:etc|var|srv|usr/share)\\b)");

    /** Set on both systems where the text doesn't: logs at known places. */
    private static final Map<String, String> LOGS = Map.of(
            "access_log", "access_log /var/log/nginx/access.log;",
            "error_log", "error_log /var/log/nginx/error.log info;");

    Set<Integer> listenPorts() {
        var ports = new TreeSet<Integer>();
        LISTEN.matcher(text).results().forEach(found -> ports.add(Integer.valueOf(found.group(2))));
        return ports;
    }

    /** Every {@code name:port} that the text would connect to. */
    Set<String> peers() {
        var names = new TreeSet<String>();
        NAMED.matcher(text).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    boolean speaksTls() {
        return text.contains("ssl");
    }

    /** The whole file for our engine. */
    String forOwlboard() {
        return wholeFile("");
    }

    /** The whole file for our engine in a process that serves one test after the other: real folders. */
    String forImage(String root) {
        return replaced(wholeFile("owlboard_origin off; "), ABSOLUTE, found -> root + "/");
    }

    /** The whole file for nginx: real ports, real addresses, real folders. */
    String forNginx(Map<Integer, Integer> ports, Map<String, Reserved> peers, String root, boolean hasV6) {
        var own = new StringBuilder();
        for (var kind : new String[] {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
            own.append(kind).append("_temp_path /var/tmp/").append(kind).append("; ");
        }
        if (!setsAtHttpLevel("proxy_http_version")) own.append("proxy_http_version 1.1; ");
        var file = wholeFile(own.toString()).replace("owlboard_strict on;", "");
        file = file.replaceAll("(?m)^pid\\s[^;]*;", ""); // the harness has its own
        if (STREAM.matcher(text).find()) file = "load_module " + MODULES + "/ngx_stream_module.so;\n" + file;
        if (!hasV6) file = file.replaceAll("\\blisten\\s+\\[::\\]:[^;]*;", "");
        file = replaced(file, LISTEN, found -> {
            var host = found.group(1) == null || found.group(1).equals("*:") ? "127.0.0.1:" : found.group(1);
            return "listen " + host.replace("[::]", "[::1]") + ports.get(Integer.valueOf(found.group(2)));
        });
        for (var peer : peers.entrySet()) {
            file = file.replaceAll("(?<![\\w.])" + Pattern.quote(peer.getKey()) + "\\b", "127.0.0.1:" + peer.getValue().port());
        }
        return replaced(file, ABSOLUTE, found -> root + "/");
    }

    private String wholeFile(String httpPreamble) {
        var preamble = new StringBuilder(httpPreamble);
        LOGS.forEach((name, line) -> {
            if (!text.contains(name)) preamble.append(line).append(' ');
        });
        if (isStream()) return "events { }\n" + (text.contains("error_log") ? "" : LOGS.get("error_log")) + "\n" + text + "\n";
        if (!HTTP.matcher(text).find()) return "events { }\nhttp { " + preamble + "\n" + text + "\n}\n";
        return replaced(text, HTTP, found -> found.group() + " " + preamble);
    }

    private boolean isStream() {
        return STREAM.matcher(text).find() && !HTTP.matcher(text).find();
    }

    private boolean setsAtHttpLevel(String directive) {
        var http = HTTP.matcher(text);
        int level = http.find() ? 1 : 0;
        int depth = 0;
        for (var line : text.lines().toList()) {
            if (depth == level && line.strip().startsWith(directive)) return true;
            depth += (int) (line.chars().filter(c -> c == '{').count() - line.chars().filter(c -> c == '}').count());
        }
        return false;
    }

    private static String replaced(String text, Pattern pattern, Function<MatchResult, String> by) {
        return pattern.matcher(text).replaceAll(found -> Matcher.quoteReplacement(by.apply(found)));
    }
}
