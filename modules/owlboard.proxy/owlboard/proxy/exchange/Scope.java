package owlboard.proxy.exchange;

import owlboard.config.Level;
import owlboard.config.Location;
import owlboard.config.Server;

/**
 * The level whose settings are made.
 *
 * @param level    its directives, with what it inherits
 * @param server   the server whose own level it is; null in a location
 * @param location null at the level of a server
 * @param prefix   the URI of a location by prefix or by an exact URI, which an {@code if} in it shares; null where there is none
 */
public record Scope(Level level, Server server, Location location, String prefix) {
    public static Scope of(Server server) {
        return new Scope(server.level(), server, null, null);
    }

    public static Scope of(Location location) {
        var prefix = switch (location.match()) {
            case Location.Match.Exact match -> match.uri();
            case Location.Match.Prefix match -> match.uri();
            default -> null;
        };
        return new Scope(location.level(), null, location, prefix);
    }

    /** An {@code if} or a {@code limit_except} of this one: it answers under the same prefix. */
    public Scope inner(Location block) {
        return new Scope(block.level(), null, block, prefix);
    }
}
