package owlboard.proxy.access;

import java.util.List;
import owlboard.config.Level;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.listen.Failure;

/** {@code allow} and {@code deny} of one level, in order. */
public final class Access {
    private final List<owlboard.config.directive.Access.AccessRule> rules;

    private Access(List<owlboard.config.directive.Access.AccessRule> rules) {
        this.rules = rules;
    }

    public static Access of(Level level) {
        return new Access(level.get(owlboard.config.directive.Access.ACCESS));
    }

    public void check(Exchange exchange) throws Failure {
        if (rules.isEmpty()) return;
        boolean unix = exchange.connection.isUnix();
        var address = unix ? new byte[0] : exchange.binaryRemoteAddress();
        for (var rule : rules) {
            boolean matches = rule.network() == null ? !rule.unix() || unix : !unix && Addresses.isIn(address, rule.network(), rule.prefix());
            if (!matches) continue;
            if (rule.allow()) return;
            throw Failure.client(403, "access forbidden by rule");
        }
    }
}
