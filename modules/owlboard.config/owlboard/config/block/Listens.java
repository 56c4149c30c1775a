package owlboard.config.block;

import owlboard.config.Place;
import owlboard.config.Server.Listen;
import owlboard.config.directive.Networks;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** {@code listen}. */
final class Listens {
    private static final int BACKLOG = 511;

    private Listens() {}

    /** What a server without {@code listen} listens on. */
    static Listen unset(Place place, boolean privileged) {
        return new Listen(place, null, privileged ? 80 : 8000, null, false, false, false, false, false, BACKLOG, null);
    }

    /** Whether it says how the socket is opened, which only one server of an address may. */
    static boolean hasOptions(Listen listen) {
        return listen.backlog() != BACKLOG || listen.reusePort() || listen.ipv6Only() != null;
    }

    static Listen read(Words words) throws Refusal {
        boolean defaultServer = false;
        boolean ssl = false;
        boolean http2 = false;
        boolean proxyProtocol = false;
        boolean reusePort = false;
        int backlog = BACKLOG;
        Boolean ipv6Only = null;
        var address = words.text(0);
        for (int i = 1; i < words.count(); i++) {
            var word = words.text(i);
            var value = word.substring(word.indexOf('=') + 1);
            switch (word.contains("=") ? word.substring(0, word.indexOf('=') + 1) : word) {
                case "default_server", "default" -> defaultServer = true;
                case "ssl" -> ssl = true;
                case "http2" -> http2 = true;
                case "proxy_protocol" -> proxyProtocol = true;
                case "reuseport" -> reusePort = true;
                case "backlog=" -> backlog = backlog(words, word, value);
                case "ipv6only=" -> {
                    if (!value.equals("on") && !value.equals("off")) throw words.refuse("invalid ipv6only flags \"" + value + '"');
                    ipv6Only = value.equals("on");
                }
                case "rcvbuf=", "sndbuf=" -> Units.size(value)
                        .orElseThrow(() -> words.refuse("invalid " + word.substring(0, 6) + " \"" + value + '"'));
                case "so_keepalive=" -> {
                    if (!value.matches("on|off|[0-9smh]*(:[0-9smh]*){0,2}")) {
                        throw words.refuse("invalid so_keepalive value: \"" + value + '"');
                    }
                }
                // how a socket is opened, which the loops decide
                case "bind", "deferred", "fastopen=", "setfib=", "accept_filter=", "multipath" -> { }
                case "quic" -> throw words.refuse("the \"quic\" parameter is not supported yet");
                default -> throw words.invalidParameter(i);
            }
        }
        if (address.startsWith("unix:")) {
            if (address.length() == 5) throw words.refuse("no path in the unix domain socket in \"unix:\" of the \"listen\" directive");
            return new Listen(words.place(), null, 0, address.substring(5), defaultServer, ssl, http2, proxyProtocol, reusePort, backlog,
                    null);
        }
        var parsed = address(words, address);
        return new Listen(words.place(), parsed.host(), parsed.port(), null, defaultServer, ssl, http2, proxyProtocol, reusePort, backlog,
                ipv6Only);
    }

    private static Addresses address(Words words, String text) throws Refusal {
        var where = '"' + text + "\" of the \"listen\" directive";
        if (Units.number(text).isPresent()) return new Addresses(null, Addresses.port(words, text, where));
        var parsed = Addresses.parse(words, text, where);
        var host = parsed.host().equals("*") || parsed.host().equals("0.0.0.0") ? null : parsed.host();
        if (text.startsWith("[") && Networks.literal(parsed.host()) == null) throw words.refuse("invalid IPv6 address in " + where);
        return new Addresses(host, parsed.port() < 0 ? 80 : parsed.port());
    }

    private static int backlog(Words words, String word, String value) throws Refusal {
        var number = Units.number(value);
        if (number.isEmpty() || number.getAsLong() == 0 || number.getAsLong() > Integer.MAX_VALUE) {
            throw words.refuse("invalid backlog \"" + word + '"');
        }
        return (int) number.getAsLong();
    }
}
