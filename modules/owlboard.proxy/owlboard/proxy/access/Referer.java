package owlboard.proxy.access;

import static owlboard.config.directive.Referer.VALID_REFERERS;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import owlboard.config.Server.ServerName;
import owlboard.config.directive.Referer.Valid;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.Slot;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Name;

/** {@code $invalid_referer}: empty where {@code valid_referers} lets the {@code Referer} pass (ngx_http_referer_module). */
public final class Referer {
    private static final Slot<Referer> SLOT = new Slot<>((scope, _) -> {
        var valid = scope.level().get(VALID_REFERERS);
        return valid == null ? null : new Referer(valid);
    });
    public static final Feature FEATURE = Feature.of(SLOT).defines(Map.of("invalid_referer", Referer::add));
    /** The shortest address, {@code http://i.ru}. */
    private static final int ADDRESS_MIN = 11;
    private static final int HOST_MAX = 256;

    private final Valid valid;

    private Referer(Valid valid) {
        this.valid = valid;
    }

    private static boolean add(Bytes out, Exchange exchange) {
        var referer = exchange.settings.get(SLOT);
        if (referer != null && !referer.passes(exchange)) out.add('1');
        return true;
    }

    private boolean passes(Exchange exchange) {
        int line = exchange.head.array == null ? -1 : exchange.head.find(Name.REFERER);
        if (line < 0) return valid.none();
        var text = exchange.head.value(line);
        int scheme = text.length() < ADDRESS_MIN ? 0 : schemeLength(text);
        return scheme == 0 ? valid.blocked() : comesFrom(exchange, text.substring(scheme));
    }

    private static int schemeLength(String text) {
        if (text.regionMatches(true, 0, "http://", 0, 7)) return 7;
        return text.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
    }

    private boolean comesFrom(Exchange exchange, String address) {
        int end = 0;
        while (end < address.length() && address.charAt(end) != '/' && address.charAt(end) != ':') end++;
        if (end > HOST_MAX) return false;
        var host = address.substring(0, end).toLowerCase(Locale.ROOT);
        var start = uriOf(host, valid.hosts());
        if (start != null) {
            int slash = address.indexOf('/', end);
            return start.isEmpty() || slash >= 0 && address.startsWith(start, slash);
        }
        if (valid.serverNames() && isOwn(exchange, host)) return true;
        for (var regex : valid.regexes()) if (Matching.find(exchange, regex, address)) return true;
        return false;
    }

    /** What the URI must begin with: of the name itself, of the longest end, or of the longest beginning. Null: no such name. */
    private static String uriOf(String host, Map<String, String> hosts) {
        var uri = hosts.get(host);
        for (int dot = host.indexOf('.'); uri == null && dot >= 0; dot = host.indexOf('.', dot + 1)) {
            if (dot > 0) uri = hosts.get(host.substring(dot));
        }
        for (int dot = host.lastIndexOf('.'); uri == null && dot > 0; dot = host.lastIndexOf('.', dot - 1)) {
            uri = hosts.get(host.substring(0, dot + 1));
        }
        return uri;
    }

    private static boolean isOwn(Exchange exchange, String host) {
        List<ServerName> names = exchange.server.names();
        var plain = new HashMap<String, String>();
        for (var name : names) {
            switch (name) {
                case ServerName.Exact exact -> plain.put(exact.name(), "");
                case ServerName.Leading leading -> plain.put(leading.suffix(), "");
                case ServerName.Trailing trailing -> plain.put(trailing.prefix(), "");
                case ServerName.Matching matching -> {
                    if (Matching.matches(exchange, matching.regex(), host)) return true;
                }
            }
        }
        return uriOf(host, plain) != null;
    }
}
