package owlboard.proxy.access;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import owlboard.config.Level;
import owlboard.config.Location;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.listen.Failure;
import owlboard.proxy.route.Building;

/** {@code allow} and {@code deny} of one level, in order; {@code limit_except} puts other rules in force for other methods. */
public final class Access {
    private final List<owlboard.config.directive.Access.AccessRule> rules;
    private final Set<String> freeMethods;
    private final Access otherMethods;

    private Access(List<owlboard.config.directive.Access.AccessRule> rules, Set<String> freeMethods, Access otherMethods) {
        this.rules = rules;
        this.freeMethods = freeMethods;
        this.otherMethods = otherMethods;
    }

    /** {@code location} may be null. */
    public static Access of(Level level, Location location, Building building) {
        var rules = level.get(owlboard.config.directive.Access.ACCESS);
        if (location == null || location.limitExcept() == null) return new Access(rules, null, null);
        var methods = new java.util.HashSet<>(location.limitExcept().methods());
        if (methods.contains("GET")) methods.add("HEAD");
        return new Access(rules, methods, of(location.limitExcept().location().level(), null, building));
    }

    public void check(Exchange exchange) throws Failure {
        if (otherMethods != null && !freeMethods.contains(new String(exchange.method, StandardCharsets.ISO_8859_1))) {
            otherMethods.check(exchange);
            return;
        }
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
