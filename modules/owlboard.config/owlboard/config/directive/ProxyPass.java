package owlboard.config.directive;

import owlboard.config.Location.Content;
import owlboard.config.Protocol;
import owlboard.config.Template;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** Reads the URL of {@code proxy_pass}, and the addresses that its likes name. */
final class ProxyPass {
    private static final String UNIX = "unix:";

    private ProxyPass() {}

    /** {@code fastcgi_pass} and so on. */
    static Directive<Content> directive(Protocol protocol) {
        return Directive.directive(protocol.prefix + "_pass").in(Context.LOCATION, Context.LOCATION_IF).takes(1)
                .<Content>reads(words -> address(words, protocol)).own().into(Proxy.PROXY_PASS);
    }

    /** An address without a URI; only uWSGI and gRPC have schemes, and may have none. */
    private static Content address(Words words, Protocol protocol) throws Refusal {
        var text = words.text();
        if (protocol == Protocol.MEMCACHED) {
            words.template("$memcached_key"); // somebody has to set it
            if (text.contains("$")) throw words.refuse("no port in upstream \"" + text + '"', "\"memcached_pass\" takes no variables");
        }
        boolean secure = protocol.secureScheme != null && begins(text, protocol.secureScheme);
        if (text.contains("$")) return new Content.Proxy(words.place(), protocol, words.template(), secure, null, null);
        var rest = text;
        if (secure) rest = text.substring(protocol.secureScheme.length());
        else if (protocol.secureScheme != null && begins(text, protocol.scheme())) rest = text.substring(protocol.scheme().length());
        var content = isSocket(rest) ? unix(words, protocol, secure, rest) : internet(words, protocol, secure, rest);
        if (content.uri() != null) throw words.refuse("invalid host in upstream \"" + rest + '"', "an address has no URI");
        return content;
    }

    private static boolean begins(String text, String scheme) {
        return text.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    static Content read(Words words) throws Refusal {
        var url = words.text();
        if (url.contains("$")) {
            var template = words.template();
            boolean secure = url.regionMatches(true, 0, "https://", 0, 8);
            return new Content.Proxy(words.place(), Protocol.HTTP, template, secure, null, null);
        }
        boolean secure = url.regionMatches(true, 0, "https://", 0, 8);
        if (!secure && !url.regionMatches(true, 0, "http://", 0, 7)) {
            throw words.refuse("invalid URL prefix", "\"" + url + "\" must begin with http:// or https://");
        }
        var rest = url.substring(secure ? 8 : 7);
        return isSocket(rest) ? unix(words, Protocol.HTTP, secure, rest) : internet(words, Protocol.HTTP, secure, rest);
    }

    private static boolean isSocket(String rest) {
        return rest.regionMatches(true, 0, UNIX, 0, UNIX.length());
    }

    private static Content.Proxy unix(Words words, Protocol protocol, boolean secure, String rest) throws Refusal {
        int colon = rest.indexOf(':', UNIX.length());
        var path = UNIX + rest.substring(UNIX.length(), colon < 0 ? rest.length() : colon);
        if (path.equals(UNIX)) throw words.refuse("no path in the unix domain socket in upstream \"" + rest + '"');
        var uri = colon < 0 || colon + 1 == rest.length() ? null : rest.substring(colon + 1);
        return new Content.Proxy(words.place(), protocol, Template.of(words.text()), secure, path, uri);
    }

    private static Content.Proxy internet(Words words, Protocol protocol, boolean secure, String rest) throws Refusal {
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
        return new Content.Proxy(words.place(), protocol, Template.of(words.text()), secure, host, uri(rest.substring(end)));
    }

    /** Null where nothing follows the host. */
    private static String uri(String rest) {
        if (rest.isEmpty()) return null;
        return rest.startsWith("/") ? rest : '/' + rest;
    }
}
