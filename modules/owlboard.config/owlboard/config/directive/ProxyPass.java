package owlboard.config.directive;

import owlboard.config.Location.Content;
import owlboard.config.Template;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** Reads the URL of {@code proxy_pass}. */
final class ProxyPass {
    private ProxyPass() {}

    static Content read(Words words) throws Refusal {
        var url = words.text();
        if (url.contains("$")) {
            var template = words.template();
            boolean secure = url.regionMatches(true, 0, "https://", 0, 8);
            return new Content.Proxy(words.place(), template, secure, null, null);
        }
        boolean secure = url.regionMatches(true, 0, "https://", 0, 8);
        if (!secure && !url.regionMatches(true, 0, "http://", 0, 7)) {
            throw words.refuse("invalid URL prefix", "\"" + url + "\" must begin with http:// or https://");
        }
        var rest = url.substring(secure ? 8 : 7);
        return rest.startsWith("unix:") ? unix(words, secure, rest) : internet(words, secure, rest);
    }

    private static Content unix(Words words, boolean secure, String rest) throws Refusal {
        int colon = rest.indexOf(':', 5);
        var path = colon < 0 ? rest : rest.substring(0, colon);
        if (path.length() == 5) throw words.refuse("no path in the unix domain socket in upstream \"" + rest + '"');
        var uri = colon < 0 || colon + 1 == rest.length() ? null : rest.substring(colon + 1);
        return new Content.Proxy(words.place(), Template.of(words.text()), secure, path, uri);
    }

    private static Content internet(Words words, boolean secure, String rest) throws Refusal {
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) end++;
        var host = rest.substring(0, end);
        int port = host.startsWith("[") ? host.indexOf(':', Math.max(0, host.indexOf(']'))) : host.indexOf(':');
        if (host.isEmpty() || port == 0) throw words.refuse("no host in upstream \"" + rest + '"');
        if (host.startsWith("[") && host.indexOf(']') < 0) throw words.refuse("invalid host in upstream \"" + rest + '"');
        if (port > 0) {
            var number = Units.number(host.substring(port + 1));
            if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > 65535) {
                throw words.refuse("invalid port in upstream \"" + rest + '"');
            }
        }
        return new Content.Proxy(words.place(), Template.of(words.text()), secure, host, uri(rest.substring(end)));
    }

    /** Null where nothing follows the host. */
    private static String uri(String rest) {
        if (rest.isEmpty()) return null;
        return rest.startsWith("/") ? rest : '/' + rest;
    }
}
