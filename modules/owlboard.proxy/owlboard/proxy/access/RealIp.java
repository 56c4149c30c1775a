package owlboard.proxy.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import owlboard.config.Level;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.route.Building;
import owlboard.wire.http.Name;
import owlboard.wire.net.AddressText;

/** {@code set_real_ip_from}: the client's address as a trusted proxy in front tells it (ngx_http_realip_module). */
public final class RealIp {
    private record Network(byte[] address, int prefix) {}

    private final List<Network> trusted = new ArrayList<>();
    private final boolean trustsUnix;
    private final String header;
    private final boolean recursive;

    private RealIp(Level level, Building building) {
        boolean unix = false;
        for (var entry : level.get(owlboard.config.directive.RealIp.SET_REAL_IP_FROM)) {
            if (entry.unix()) unix = true;
            else if (entry.network() != null) trusted.add(new Network(entry.network(), entry.prefix()));
            else resolve(entry, building);
        }
        trustsUnix = unix;
        header = level.get(owlboard.config.directive.RealIp.REAL_IP_HEADER).toLowerCase(Locale.ROOT);
        recursive = level.get(owlboard.config.directive.RealIp.REAL_IP_RECURSIVE);
    }

    /** Null when nobody is trusted. */
    public static RealIp of(Level level, Building building) {
        return level.get(owlboard.config.directive.RealIp.SET_REAL_IP_FROM).isEmpty() ? null : new RealIp(level, building);
    }

    private void resolve(owlboard.config.directive.RealIp.Trusted entry, Building building) {
        try {
            for (var address : InetAddress.getAllByName(entry.name())) trusted.add(new Network(address.getAddress(), address.getAddress().length * 8));
        } catch (UnknownHostException missing) {
            building.warnings.add("host not found in set_real_ip_from \"" + entry.name() + "\" in " + entry.place());
        }
    }

    private boolean trusts(byte[] address) {
        if (address.length == 0) return trustsUnix;
        for (var network : trusted) if (Addresses.isIn(address, network.address, network.prefix)) return true;
        return false;
    }

    /** Sets {@code exchange.realRemote} when the peer is trusted and tells an address. */
    public void apply(Exchange exchange) {
        if (exchange.realRemote != null || !trusts(exchange.connection.binaryRemoteAddress())) return;
        if (header.equals("proxy_protocol")) {
            exchange.realRemote = exchange.connection.proxiedAddress();
            return;
        }
        var told = told(exchange);
        String chosen = null;
        for (int i = told.size() - 1; i >= 0; i--) {
            var address = withoutPort(told.get(i));
            var bytes = Addresses.parse(address);
            if (bytes.length == 0) break;
            chosen = AddressText.of(bytes);
            if (!recursive || !trusts(bytes)) break;
        }
        exchange.realRemote = chosen;
    }

    private List<String> told(Exchange exchange) {
        var head = exchange.head;
        int id = Name.of(header);
        var lowerCase = header.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        var all = new ArrayList<String>();
        for (int i = id != Name.OTHER ? head.find(id) : head.find(lowerCase, 0); i >= 0; i = id != Name.OTHER ? head.find(id, i + 1) : head.find(lowerCase, i + 1)) {
            for (var part : head.value(i).split("[, ]+")) if (!part.isBlank()) all.add(part.strip());
        }
        return all;
    }

    private static String withoutPort(String text) {
        if (text.startsWith("[")) return text.substring(1, Math.max(1, text.indexOf(']')));
        int colon = text.indexOf(':');
        return colon > 0 && text.indexOf(':', colon + 1) < 0 ? text.substring(0, colon) : text;
    }
}
