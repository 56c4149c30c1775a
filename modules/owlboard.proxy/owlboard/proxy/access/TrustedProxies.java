package owlboard.proxy.access;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import owlboard.config.directive.Networks;
import owlboard.proxy.exchange.Addresses;
import owlboard.proxy.exchange.Exchange;
import owlboard.wire.http.Name;
import owlboard.wire.net.AddressText;

/** Networks of proxies whose word about a client's address is taken: {@code set_real_ip_from}, and {@code proxy} of a {@code geo} block. */
public final class TrustedProxies {
    private final List<Networks> networks;
    private final boolean recursive;

    /** {@code recursive}: a told address that is a trusted proxy's is not the client's; the one told before it is looked at. */
    public TrustedProxies(List<Networks> networks, boolean recursive) {
        this.networks = List.copyOf(networks);
        this.recursive = recursive;
    }

    /** Whether an address of 4 or 16 bytes is one of theirs; none is not. */
    public boolean trusts(byte[] address) {
        for (var network : networks) if (Addresses.isIn(address, network.address(), network.prefix())) return true;
        return false;
    }

    /** Who a client is said to be; {@code port} is empty where none was told. */
    public record Told(String address, String port) {}

    /** The client among the addresses that were told, the nearest last; null: what was told is no address. */
    public Told client(List<String> told) {
        Told chosen = null;
        for (int i = told.size() - 1; i >= 0; i--) {
            var next = parsed(told.get(i));
            var bytes = next == null ? new byte[0] : Addresses.parse(next.address);
            if (bytes.length == 0) break;
            chosen = new Told(AddressText.of(bytes), next.port);
            if (!recursive || !trusts(bytes)) break;
        }
        return chosen;
    }

    /** The addresses in every line of a header; its name is in lower case. */
    public static List<String> told(Exchange exchange, String header) {
        var head = exchange.head;
        int id = Name.of(header);
        var lowerCase = header.getBytes(StandardCharsets.ISO_8859_1);
        var all = new ArrayList<String>();
        int at = id != Name.OTHER ? head.find(id) : head.find(lowerCase, 0);
        while (at >= 0) {
            for (var part : head.value(at).split("[, ]+")) if (!part.isBlank()) all.add(part.strip());
            at = id != Name.OTHER ? head.find(id, at + 1) : head.find(lowerCase, at + 1);
        }
        return all;
    }

    /** {@code 10.0.0.1}, {@code 10.0.0.1:80}, {@code ::1}, {@code [::1]}, {@code [::1]:80}; null for another form (ngx_parse_addr_port). */
    private static Told parsed(String text) {
        boolean brackets = text.startsWith("[");
        if (brackets && text.endsWith("]")) return new Told(text.substring(1, text.length() - 1), "");
        int colon = brackets ? text.indexOf("]:") + 1 : text.indexOf(':');
        if (!brackets && (colon < 0 || text.indexOf(':', colon + 1) >= 0)) return new Told(text, "");
        if (colon <= 0) return null;
        var port = text.substring(colon + 1);
        if (!port.matches("0*[0-9]{1,5}") || Integer.parseInt(port) == 0 || Integer.parseInt(port) > 65535) return null;
        return new Told(brackets ? text.substring(1, colon - 1) : text.substring(0, colon), "" + Integer.parseInt(port));
    }
}
