package owlboard.proxy.route;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import owlboard.config.Location;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Settings;
import owlboard.proxy.exchange.Slot;

/** How requests find their way from one level on: its rewriting, the locations within, {@code limit_except}. */
public final class Routing {
    static final Slot<Routing> SLOT = new Slot<>(Routing::new);
    public static final Feature FEATURE = Feature.of(SLOT);

    final Script script;
    final LocationTree locations;
    /** The URI of the location ends in a slash, and it is proxied: the same without the slash is redirected. */
    final boolean redirectsToSlash;
    /** {@code limit_except}: what is in force for methods that it does not name; null where there is none. */
    private final Settings otherMethods;
    private final Set<String> freeMethods;

    private Routing(Scope scope, Making making) {
        var location = scope.location();
        script = Script.of(location == null ? scope.server().steps() : location.steps(), scope, making);
        var within = location == null ? scope.server().locations() : location.locations();
        locations = within.isEmpty() ? LocationTree.EMPTY : new LocationTree(within, scope, making);
        redirectsToSlash = location != null && location.content() instanceof Location.Content.Proxy && scope.prefix() != null
                && !(location.match() instanceof Location.Match.Anonymous) && scope.prefix().endsWith("/");
        var except = location == null ? null : location.limitExcept();
        otherMethods = except == null ? null : making.settings(scope.inner(except.location()));
        freeMethods = except == null ? Set.of() : Set.copyOf(except.methods());
    }

    /** These settings, or those of their {@code limit_except}. */
    static Settings forMethod(Settings settings, byte[] method) {
        var routing = settings.get(SLOT);
        boolean free = routing.otherMethods == null || routing.freeMethods.contains(new String(method, StandardCharsets.ISO_8859_1));
        return free ? settings : routing.otherMethods;
    }
}
