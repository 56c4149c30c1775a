package owlboard.config.directive;

import owlboard.config.Place;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.util.HashSet;
import java.util.List;

/**
 * {@code syslog:server=…} of a log (ngx_syslog_process_conf; the numbers are those of RFC 3164 §4.1.1). {@code host} and {@code port}, or
 * {@code unixPath}, which is null otherwise. {@code severity} is for access logs: in an error log each line has its own.
 */
public record Syslog(Place place, String host, int port, String unixPath, int facility, int severity, String tag, boolean hasHostname) {
    private static final String SCHEME = "syslog:";
    private static final int PORT = 514;
    private static final int TAG_MAX = 32;
    private static final List<String> FACILITIES = List.of("kern", "user", "mail", "daemon", "auth", "intern", "lpr", "news", "uucp",
            "clock", "authpriv", "ftp", "ntp", "audit", "alert", "cron", "local0", "local1", "local2", "local3", "local4", "local5",
            "local6", "local7");
    private static final List<String> SEVERITIES = List.of("emerg", "alert", "crit", "error", "warn", "notice", "info", "debug");

    /** Null: the first argument names something else. */
    static Syslog read(Words words) throws Refusal {
        if (!words.text().startsWith(SCHEME)) return null;
        var syslog = new Syslog(words.place(), null, 0, null, FACILITIES.indexOf("local7"), SEVERITIES.indexOf("info"), "nginx", true);
        var seen = new HashSet<String>();
        for (var parameter : words.text().substring(SCHEME.length()).split(",", -1)) {
            var name = parameter.substring(0, parameter.indexOf('=') + 1);
            if (!name.isEmpty() && !seen.add(name)) {
                throw words.refuse("duplicate syslog \"" + name.substring(0, name.length() - 1) + '"');
            }
            syslog = syslog.with(words, name.isEmpty() ? parameter : name, parameter.substring(name.length()));
        }
        if (syslog.host == null && syslog.unixPath == null) throw words.refuse("no syslog server specified");
        return syslog;
    }

    private Syslog with(Words words, String name, String value) throws Refusal {
        return switch (name) {
            case "server=" -> server(words, value);
            case "facility=" -> {
                int found = FACILITIES.indexOf(value);
                if (found < 0) throw words.refuse("unknown syslog facility \"" + value + '"', "one of " + String.join(", ", FACILITIES));
                yield new Syslog(place, host, port, unixPath, found, severity, tag, hasHostname);
            }
            case "severity=" -> {
                int found = SEVERITIES.indexOf(value);
                if (found < 0) throw words.refuse("unknown syslog severity \"" + value + '"', "one of " + String.join(", ", SEVERITIES));
                yield new Syslog(place, host, port, unixPath, facility, found, tag, hasHostname);
            }
            case "tag=" -> {
                if (value.length() > TAG_MAX) throw words.refuse("syslog tag length exceeds " + TAG_MAX);
                boolean plain = value.matches("[A-Za-z0-9_]*");
                if (!plain) throw words.refuse("syslog \"tag\" only allows alphanumeric characters and underscore");
                yield new Syslog(place, host, port, unixPath, facility, severity, value, hasHostname);
            }
            case "nohostname" -> new Syslog(place, host, port, unixPath, facility, severity, tag, false);
            default -> throw words.refuse("unknown syslog parameter \"" + name + value + '"');
        };
    }

    private Syslog server(Words words, String text) throws Refusal {
        var where = " in syslog server \"" + text + '"';
        if (text.startsWith("unix:")) {
            if (text.length() == "unix:".length()) throw words.refuse("no path in the unix domain socket" + where);
            return new Syslog(place, null, 0, text.substring("unix:".length()), facility, severity, tag, hasHostname);
        }
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > text.lastIndexOf(']');
        var name = hasPort ? text.substring(0, colon) : text;
        long number = hasPort ? Units.number(text.substring(colon + 1)).orElse(0) : PORT;
        if (number < 1 || number > 65_535) throw words.refuse("invalid port" + where);
        if (name.startsWith("[")) {
            if (!name.endsWith("]")) throw words.refuse("invalid host" + where);
            name = name.substring(1, name.length() - 1);
        }
        if (name.isEmpty()) throw words.refuse("no host" + where);
        return new Syslog(place, name, (int) number, null, facility, severity, tag, hasHostname);
    }

    /** Without its place: equal where they mean the same. */
    public Syslog anywhere() {
        return new Syslog(null, host, port, unixPath, facility, severity, tag, hasHostname);
    }

    /** As a message names it. */
    public String server() {
        if (unixPath != null) return "unix:" + unixPath;
        return (host.contains(":") ? '[' + host + ']' : host) + ':' + port;
    }
}
