package owlboard.proxy.access;

import java.util.List;
import owlboard.config.Level;
import owlboard.config.directive.HttpCore;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.route.Building;

/**
 * The access phase of one level: {@code allow} and {@code deny} in order, then {@code auth_request}; {@code satisfy} says whether all of
 * them must let a request pass or one.
 */
public final class Access {
    private final List<owlboard.config.directive.Access.AccessRule> rules;

    /** Null: off. */
    private final AuthRequest request;
    private final boolean anySatisfies;

    private Access(List<owlboard.config.directive.Access.AccessRule> rules, AuthRequest request, boolean anySatisfies) {
        this.rules = rules;
        this.request = request;
        this.anySatisfies = anySatisfies;
    }

    public static Access of(Level level, Building building) {
        return new Access(level.get(owlboard.config.directive.Access.ACCESS), AuthRequest.of(level, building),
                level.get(HttpCore.SATISFY) == HttpCore.Satisfy.ANY);
    }

    public void check(Exchange exchange) throws Failure {
        if (request == null) {
            address(exchange);
        } else if (!anySatisfies) {
            address(exchange);
            request.check(exchange);
        } else if (rules.isEmpty() || !passesAddress(exchange)) {
            request.check(exchange);
        }
    }

    private boolean passesAddress(Exchange exchange) {
        try {
            address(exchange);
            return true;
        } catch (Failure forbidden) {
            return false;
        }
    }

    private void address(Exchange exchange) throws Failure {
        if (rules.isEmpty()) return;
        boolean unix = exchange.connection.isUnix();
        var address = unix ? new byte[0] : exchange.binaryRemoteAddress();
        for (var rule : rules) {
            boolean matches = rule.network() == null ? !rule.unix() || unix : !unix
                    && Addresses.isIn(address, rule.network(), rule.prefix());
            if (!matches) continue;
            if (rule.allow()) return;
            throw Failure.client(403, "access forbidden by rule");
        }
    }
}
