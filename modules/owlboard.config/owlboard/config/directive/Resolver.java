package owlboard.config.directive;

import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;

/**
 * The name servers to ask, and how ({@code resolver}).
 *
 * @param servers {@code name}, {@code address} or either with a port, as written; 53 where there is none
 * @param zone under which name what becomes of its lookups is counted ({@code status_zone}); null: it is not
 * @param valid for how long an answer holds, in milliseconds; 0 for the time it tells itself (RFC 1035 §3.2.1)
 */
public record Resolver(List<Server> servers, String zone, long valid, boolean ipv4, boolean ipv6) {
    public record Server(String host, int port) {}

    static Resolver read(Words words) throws Refusal {
        var servers = new ArrayList<Server>();
        String zone = null;
        long valid = 0;
        boolean ipv4 = true;
        boolean ipv6 = true;
        for (int i = 0; i < words.count(); i++) {
            var word = words.text(i);
            if (word.startsWith("valid=")) {
                valid = 1000 * Units.seconds(word.substring(6))
                        .orElseThrow(() -> words.refuse("invalid parameter: " + word, "write valid=30s"));
            } else if (word.startsWith("ipv4=")) {
                ipv4 = flag(words, word);
            } else if (word.startsWith("ipv6=")) {
                ipv6 = flag(words, word);
            } else if (word.startsWith("status_zone=")) {
                zone = word.substring(12);
                if (zone.isEmpty()) throw words.refuse("invalid parameter: " + word, "write status_zone=NAME");
            } else {
                servers.add(server(words, word));
            }
        }
        if (servers.isEmpty()) throw words.refuse("no name servers defined");
        if (!ipv4 && !ipv6) throw words.refuse("\"ipv4\" and \"ipv6\" cannot both be \"off\"");
        return new Resolver(List.copyOf(servers), zone, valid, ipv4, ipv6);
    }

    private static boolean flag(Words words, String word) throws Refusal {
        return switch (word.substring(5)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw words.refuse("invalid parameter: " + word, "it is on or off");
        };
    }

    private static Server server(Words words, String word) throws Refusal {
        int colon = word.lastIndexOf(':');
        boolean hasPort = colon > word.indexOf(']') && (word.startsWith("[") || word.indexOf(':') == colon);
        var host = hasPort ? word.substring(0, colon) : word;
        if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
        if (host.isEmpty() || host.contains("/") || host.contains("=")) {
            throw words.refuse("invalid parameter: " + word, "a name server is an address or a name, such as 127.0.0.11 or [::1]:5353");
        }
        if (!hasPort) return new Server(host, 53);
        var port = Units.number(word.substring(colon + 1));
        if (port.isEmpty() || port.getAsLong() < 1 || port.getAsLong() > 65535) {
            throw words.refuse("invalid port in resolver \"" + word + '"');
        }
        return new Server(host, (int) port.getAsLong());
    }
}
