package owlboard.proxy.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import owlboard.config.Level;
import owlboard.config.directive.Networks;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.route.Building;

/** {@code set_real_ip_from}: the client's address as a trusted proxy in front tells it (ngx_http_realip_module). */
public final class RealIp {
    private final TrustedProxies trusted;
    private final boolean trustsUnix;
    private final String header;

    private RealIp(Level level, Building building) {
        boolean unix = false;
        var networks = new ArrayList<Networks>();
        for (var entry : level.get(owlboard.config.directive.RealIp.SET_REAL_IP_FROM)) {
            if (entry.unix()) unix = true;
            else if (entry.network() != null) networks.add(new Networks(entry.network(), entry.prefix(), false));
            else resolve(entry, networks, building);
        }
        trustsUnix = unix;
        header = level.get(owlboard.config.directive.RealIp.REAL_IP_HEADER).toLowerCase(Locale.ROOT);
        trusted = new TrustedProxies(networks, level.get(owlboard.config.directive.RealIp.REAL_IP_RECURSIVE));
    }

    /** Null when nobody is trusted. */
    public static RealIp of(Level level, Building building) {
        return level.get(owlboard.config.directive.RealIp.SET_REAL_IP_FROM).isEmpty() ? null : new RealIp(level, building);
    }

    private static void resolve(owlboard.config.directive.RealIp.Trusted entry, List<Networks> into, Building building) {
        try {
            for (var address : building.trustedHosts.addresses(entry.name())) {
                into.add(new Networks(address.getAddress(), address.getAddress().length * 8, false));
            }
        } catch (UnknownHostException missing) {
            throw new UncheckedIOException(new IOException("host not found in set_real_ip_from \"" + entry.name() + "\" in " + entry.place()
                    + ": " + missing.getMessage() + "; write its address, or mend the resolver"));
        }
    }

    private boolean trusts(byte[] address) {
        return address.length == 0 ? trustsUnix : trusted.trusts(address);
    }

    /** Sets {@code exchange.realRemote} when the peer is trusted and tells an address. */
    public void apply(Exchange exchange) {
        if (exchange.realRemote != null || !trusts(exchange.connection.binaryRemoteAddress())) return;
        if (header.equals("proxy_protocol")) {
            exchange.realRemote = exchange.connection.proxiedAddress();
            return;
        }
        exchange.realRemote = trusted.client(TrustedProxies.told(exchange, header));
    }
}
