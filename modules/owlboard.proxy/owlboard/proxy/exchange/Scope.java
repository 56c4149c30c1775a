package owlboard.proxy.exchange;

import java.util.function.BinaryOperator;
import owlboard.config.Level;
import owlboard.config.Location;
import owlboard.config.Server;
import owlboard.config.directive.Status;

/**
 * The level whose settings are made.
 *
 * @param level    its directives, with what it inherits
 * @param server   the server whose own level it is; null in a location
 * @param location null at the level of a server
 * @param prefix   the URI of a location by prefix or by an exact URI, which an {@code if} in it shares; null where there is none
 * @param zones    what its requests are counted for
 */
public record Scope(Level level, Server server, Location location, String prefix, Zones zones) {
    /** Names: of the server, null for one that is not counted, and of the location, null at the level of a server and where it is not. */
    public record Zones(String server, String location) {}

    /** {@code own}: what a server is called that has this name of its own, and this address; asked once for each server. */
    static Scope of(Server server, BinaryOperator<String> own) {
        var zone = server.level().get(Status.OWLBOARD_GUARD) != null ? null : serverZone(server, own);
        return new Scope(server.level(), server, null, null, new Zones(zone, null));
    }

    /** One of the locations within. */
    public Scope within(Location inner) {
        var uri = switch (inner.match()) {
            case Location.Match.Exact match -> match.uri();
            case Location.Match.Prefix match -> match.uri();
            default -> null;
        };
        var named = inner.level().get(Status.LOCATION_ZONE);
        var zone = named != null || zones.server == null ? named : zones.server + " " + text(inner.match());
        return new Scope(inner.level(), null, inner, uri, new Zones(zones.server, zone));
    }

    /** An {@code if} or a {@code limit_except} of this one: it answers under the same prefix. */
    public Scope inner(Location block) {
        var named = block.level().get(Status.LOCATION_ZONE);
        return new Scope(block.level(), null, block, prefix, named == null ? zones : new Zones(zones.server, named));
    }

    /** {@code status_zone}; else its first name and, where that says nothing, or another one has it, its first address. */
    private static String serverZone(Server server, BinaryOperator<String> own) {
        var named = server.level().get(Status.SERVER_ZONE);
        if (named != null) return named;
        var name = server.names().isEmpty() ? "" : text(server.names().getFirst());
        boolean isNamed = !name.isEmpty() && !name.equals("_");
        var address = server.listens().isEmpty() ? "" : address(server.listens().getFirst());
        if (isNamed) return own.apply(name, address.startsWith(":") ? address : "@" + address);
        return address.isEmpty() ? "_" : address;
    }

    private static String address(Server.Listen listen) {
        if (listen.unixPath() != null) return "unix:" + listen.unixPath();
        return (listen.host() == null ? "" : listen.host()) + ":" + listen.port();
    }

    /** As written. */
    static String text(Server.ServerName name) {
        return switch (name) {
            case Server.ServerName.Exact exact -> exact.name();
            case Server.ServerName.Leading leading -> "*" + leading.suffix();
            case Server.ServerName.Trailing trailing -> trailing.prefix() + "*";
            case Server.ServerName.Matching matching -> "~" + matching.regex().source();
        };
    }

    /** As written. */
    private static String text(Location.Match match) {
        return switch (match) {
            case Location.Match.Exact exact -> "= " + exact.uri();
            case Location.Match.Prefix prefix -> (prefix.noRegex() ? "^~ " : "") + prefix.uri();
            case Location.Match.Matching matching -> "~ " + matching.regex().source();
            case Location.Match.Named named -> named.name();
            case Location.Match.Anonymous _ -> "if";
        };
    }
}
