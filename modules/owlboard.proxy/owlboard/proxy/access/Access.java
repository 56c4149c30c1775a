package owlboard.proxy.access;

import static owlboard.config.directive.Access.ACCESS;

import java.util.List;
import owlboard.config.directive.Access.AccessRule;
import owlboard.proxy.exchange.Addresses;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Verdict;

/** {@code allow} and {@code deny}, in order (ngx_http_access_module). */
public final class Access {
    private static final Slot<List<AccessRule>> SLOT =
            new Slot<>((scope, _) -> scope.level().get(ACCESS));
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.ACCESS, Access::check);

    private Access() {}

    private static Verdict check(Exchange exchange) {
        var rules = exchange.settings.get(SLOT);
        if (rules.isEmpty()) return Verdict.GO_ON;
        boolean unix = exchange.connection.isUnix();
        var address = unix ? new byte[0] : exchange.binaryRemoteAddress();
        for (var rule : rules) {
            boolean matches = rule.network() == null ? !rule.unix() || unix
                    : !unix && Addresses.isIn(address, rule.network(), rule.prefix());
            if (matches) return rule.allow() ? Verdict.PASS : Verdict.refused(403, "access forbidden by rule");
        }
        return Verdict.GO_ON;
    }
}
