package owlboard.proxy.access;

import static owlboard.config.directive.RealIp.REAL_IP_HEADER;
import static owlboard.config.directive.RealIp.REAL_IP_RECURSIVE;
import static owlboard.config.directive.RealIp.SET_REAL_IP_FROM;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import owlboard.config.Level;
import owlboard.config.directive.Networks;
import owlboard.config.directive.RealIp.Trusted;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Verdict;

/** {@code set_real_ip_from}: the client's address as a trusted proxy in front tells it (ngx_http_realip_module). */
public final class RealIp implements Handler {
    private static final Slot<RealIp> SLOT = new Slot<>((scope, making) -> RealIp.of(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.POST_READ, SLOT).handles(Phase.PREACCESS, SLOT);

    private final TrustedProxies trusted;
    private final boolean trustsUnix;
    private final String header;

    private RealIp(Level level, Making making) {
        boolean unix = false;
        var networks = new ArrayList<Networks>();
        for (var entry : level.get(SET_REAL_IP_FROM)) {
            if (entry.unix()) unix = true;
            else if (entry.network() != null) networks.add(new Networks(entry.network(), entry.prefix(), false));
            else resolve(entry, networks, making);
        }
        trustsUnix = unix;
        header = level.get(REAL_IP_HEADER).toLowerCase(Locale.ROOT);
        trusted = new TrustedProxies(networks, level.get(REAL_IP_RECURSIVE));
    }

    /** Null when nobody is trusted. */
    private static RealIp of(Level level, Making making) {
        return level.get(SET_REAL_IP_FROM).isEmpty() ? null : new RealIp(level, making);
    }

    private static void resolve(Trusted entry, List<Networks> into, Making making) {
        try {
            for (var address : making.main(TrustedHosts.SLOT).addresses(entry.name())) {
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
    @Override
    public Verdict handle(Exchange exchange) {
        tell(exchange);
        return Verdict.GO_ON;
    }

    private void tell(Exchange exchange) {
        if (exchange.realRemote != null || !trusts(exchange.connection.binaryRemoteAddress())) return;
        if (header.equals("proxy_protocol")) {
            exchange.realRemote = exchange.connection.proxiedAddress();
            if (exchange.realRemote != null) exchange.realRemotePort = exchange.connection.proxied().sourcePort();
            return;
        }
        var told = trusted.client(TrustedProxies.told(exchange, header));
        if (told == null) return;
        exchange.realRemote = told.address();
        exchange.realRemotePort = told.port();
    }
}
