package owlboard.proxy.access;

import static owlboard.config.directive.Access.ACCESS;

import java.util.List;
import owlboard.config.directive.Access.AccessRule;
import owlboard.proxy.exchange.Addresses;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Verdict;

/** {@code allow} and {@code deny}, in order (ngx_http_access_module). */
public final class Access implements Handler {
    private static final Slot<Access> SLOT = new Slot<>((scope, _) -> of(scope.level().get(ACCESS)));
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.ACCESS, SLOT);

    private final List<AccessRule> rules;

    private Access(List<AccessRule> rules) {
        this.rules = rules;
    }

    /** Null: everybody may. */
    private static Access of(List<AccessRule> rules) {
        return rules.isEmpty() ? null : new Access(rules);
    }

    @Override
    public Verdict handle(Exchange exchange) {
        boolean unix = exchange.hasUnixClient();
        var address = exchange.binaryRemoteAddress();
        for (var rule : rules) {
            boolean matches = rule.network() == null ? !rule.unix() || unix
                    : !unix && Addresses.isIn(address, rule.network(), rule.prefix());
            if (matches) return rule.allow() ? Verdict.PASS : Verdict.refused(403, "access forbidden by rule");
        }
        return Verdict.GO_ON;
    }
}
