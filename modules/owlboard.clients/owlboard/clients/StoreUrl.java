package owlboard.clients;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a store is and who connects to it: {@code scheme://user:password@host:port/name?option=value}, as SQLAlchemy, libpq, Redis, MongoDB
 * and AMQP clients write it. User, password, name and options are percent-decoded (RFC 3986 section 2.1).
 *
 * @param kind     the protocol that is spoken
 * @param login    who connects
 * @param host     a name or an address, without the brackets of IPv6
 * @param port     1 to 65535; the protocol's standard port when the URL has none
 * @param name     what follows the host: database, Redis database number, AMQP virtual host; empty when the URL has none
 * @param options  in the order written
 */
public record StoreUrl(Kind kind, Login login, String host, int port, String name, Map<String, String> options) {
    /** Both are empty when the URL has none. */
    public record Login(String user, String password) {}

    /** The protocols, with the schemes that mean them and their standard ports. */
    public enum Kind {
        MYSQL(3306, "mysql", "mariadb"),
        POSTGRES(5432, "postgres", "postgresql"),
        REDIS(6379, "redis"),
        MONGO(27017, "mongodb"),
        AMQP(5672, "amqp");

        private final int standardPort;
        private final String[] schemes;

        Kind(int standardPort, String... schemes) {
            this.standardPort = standardPort;
            this.schemes = schemes;
        }

        /** TCP port where nothing else is said. */
        public int standardPort() {
            return standardPort;
        }

        /** {@code mysql+pymysql} is {@code mysql}: what follows a plus names a driver. */
        private static Kind of(String scheme, String shown) {
            int plus = scheme.indexOf('+');
            var plain = plus < 0 ? scheme : scheme.substring(0, plus);
            for (var kind : values()) for (var name : kind.schemes) if (name.equalsIgnoreCase(plain)) return kind;
            throw wrong(shown, "scheme \"" + scheme + "\" is unknown; known are " + Stream.of(values())
                    .flatMap(kind -> Stream.of(kind.schemes)).collect(Collectors.joining(", ")));
        }
    }

    public StoreUrl {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** Reads a URL; throws {@link IllegalArgumentException} that shows it without its password. */
    public static StoreUrl parse(String url) {
        var shown = withoutPassword(url);
        int colon = url.indexOf("://");
        if (colon <= 0) throw wrong(shown, "it has no scheme; write it as scheme://user:password@host:port/name");
        var kind = Kind.of(url.substring(0, colon), shown);
        var rest = url.substring(colon + 3);
        int end = firstOf(rest, "/?#");
        var authority = rest.substring(0, end);
        int at = authority.lastIndexOf('@');
        var login = at < 0 ? "" : authority.substring(0, at);
        int split = login.indexOf(':');
        var user = split < 0 ? login : login.substring(0, split);
        var password = split < 0 ? "" : login.substring(split + 1);
        var place = authority.substring(at + 1);
        int portAt = portAt(place);
        if (place.startsWith("[") && portAt == 0) throw wrong(shown, "the address lacks its closing \"]\"");
        var host = place.startsWith("[") ? place.substring(1, portAt - 1) : place.substring(0, portAt);
        if (host.isEmpty()) throw wrong(shown, "it names no host");
        int port = portAt == place.length() ? kind.standardPort : port(place.substring(portAt), shown);
        int query = firstOf(rest, "?#");
        var name = end < query ? rest.substring(end + 1, query) : "";
        return new StoreUrl(kind, new Login(decode(user, shown), decode(password, shown)), host, port, decode(name, shown),
                options(rest.substring(query), shown));
    }

    /** Where the host ends: at its colon, or at the end. */
    private static int portAt(String place) {
        if (place.startsWith("[")) return place.indexOf("]") + 1;
        int colon = place.indexOf(':');
        return colon < 0 ? place.length() : colon;
    }

    /** Empty when the URL has none. */
    public String user() {
        return login.user;
    }

    /** Empty when the URL has none. */
    public String password() {
        return login.password;
    }

    /** The same store at another address. */
    public StoreUrl at(String otherHost, int otherPort) {
        return new StoreUrl(kind, login, otherHost, otherPort, name, options);
    }

    private static int port(String written, String shown) {
        var digits = written.startsWith(":") ? written.substring(1) : "";
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65535) throw wrong(shown, "port \"" + digits + "\" is none; it is a number from 1 to 65535");
        return port;
    }

    private static Map<String, String> options(String query, String shown) {
        var options = new LinkedHashMap<String, String>();
        if (!query.startsWith("?")) return options;
        int fragment = query.indexOf('#');
        for (var pair : query.substring(1, fragment < 0 ? query.length() : fragment).split("&")) {
            if (pair.isEmpty()) continue;
            int equals = pair.indexOf('=');
            options.put(decode(equals < 0 ? pair : pair.substring(0, equals), shown),
                    equals < 0 ? "" : decode(pair.substring(equals + 1), shown));
        }
        return options;
    }

    private static int firstOf(String text, String characters) {
        for (int i = 0; i < text.length(); i++) if (characters.indexOf(text.charAt(i)) >= 0) return i;
        return text.length();
    }

    private static String decode(String text, String shown) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw wrong(shown, "a percent sign is not followed by two hexadecimal digits; write a percent sign itself as %25");
        }
    }

    private static IllegalArgumentException wrong(String shown, String why) {
        return new IllegalArgumentException("store URL \"" + shown + "\": " + why);
    }

    /** The password becomes {@code ***}: for logs. */
    private static String withoutPassword(String url) {
        return url.replaceFirst("^([^:/?#]*://[^:/?#@]*):.*@", "$1:***@");
    }

    /** The URL as it may be logged: without the password. */
    @Override
    public String toString() {
        var shownPassword = password().isEmpty() ? "" : ":***";
        var shownLogin = user().isEmpty() && password().isEmpty() ? "" : user() + shownPassword + "@";
        return kind.schemes[0] + "://" + shownLogin + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/" + name;
    }
}
