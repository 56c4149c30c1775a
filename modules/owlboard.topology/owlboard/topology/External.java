package owlboard.topology;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where something that is not ours takes a role's place: {@code --external mysql_db=db.example:3306}. {@code host} without the brackets of
 * IPv6.
 */
record External(String host, int port) {

    /** By role. */
    static Map<String, External> parse(List<String> texts) throws Complaint {
        var externals = new TreeMap<String, External>();
        for (var text : texts) {
            int equals = text.indexOf('=');
            int colon = text.lastIndexOf(':');
            if (equals < 1 || colon < equals + 2) {
                throw Complaint.usage("--external " + text + " is not ROLE=HOST:PORT, as in --external mysql_db=127.0.0.1:3306");
            }
            var name = text.substring(0, equals);
            var host = text.substring(equals + 1, colon).replaceAll("^\\[|]$", "");
            var port = text.substring(colon + 1);
            if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
                throw Complaint.usage("--external " + text + ": \"" + port + "\" is not a port from 1 to 65535");
            }
            if (!isKnown(host)) throw Complaint.usage("--external " + text + ": there is no host \"" + host + "\"");
            if (externals.put(name, new External(host, Integer.parseInt(port))) != null) {
                throw Complaint.usage("--external names " + name + " twice");
            }
        }
        return externals;
    }

    private static boolean isKnown(String host) {
        try {
            return InetAddress.getByName(host) != null;
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /** {@code [::1]:3306} for an address of IPv6. */
    @Override public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
