package owlboard.config.directive;

import owlboard.config.language.Context;
import owlboard.config.language.Nearest;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The table of all directives. */
public final class Directives {
    private static final List<Class<?>> MODULES = List.of(Core.class, Events.class, HttpCore.class, Headers.class,
            Access.class, AuthBasic.class, AuthJwt.class, Autoindex.class, SecureLink.class, Referer.class, Browser.class, UserId.class,
            RealIp.class, Limits.class, Logs.class,
            Rewrite.class, Maps.class, Proxy.class, ProxyCache.class,
                    Upstreams.class, Status.class, Ssl.class, Gzip.class, Charsets.class, Http2.class,
                    Subrequests.class, Sub.class, Addition.class, Ssi.class, Slice.class, Dav.class);

    private static final Map<String, List<Directive<?>>> BY_NAME = table();

    private Directives() {}

    /** Every entry of this name: one, or several in different contexts. Empty: unknown. */
    public static List<Directive<?>> named(String name) {
        return BY_NAME.getOrDefault(name, List.of());
    }

    /** The entry of this name in this context; null when it does not stand there. */
    public static Directive<?> find(String name, Context context) {
        return named(name).stream().filter(directive -> directive.contexts().contains(context)).findFirst().orElse(null);
    }

    /** {@code did you mean "x"?} for one that works, or nothing. */
    public static String hint(String name) {
        if (name.equals("ssl")) return "write \"listen ... ssl\" instead";
        return Nearest.hint(name, all().stream().filter(directive -> directive.standing() != Standing.REFUSED).map(Directive::name)
                .toList());
    }

    /** Every entry, by name. */
    public static List<Directive<?>> all() {
        return BY_NAME.values().stream().<Directive<?>>flatMap(List::stream).toList();
    }

    private static Map<String, List<Directive<?>>> table() {
        var table = new TreeMap<String, List<Directive<?>>>();
        Stream.concat(MODULES.stream().flatMap(Directives::constants), Unsupported.ALL.stream())
                .forEach(directive -> table.computeIfAbsent(directive.name(), name -> new ArrayList<>()).add(directive));
        return table;
    }

    private static Stream<Directive<?>> constants(Class<?> module) {
        return Stream.of(module.getFields()).filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == Directive.class)
                .map(field -> {
            try {
                return (Directive<?>) field.get(null);
            } catch (IllegalAccessException impossible) {
                throw new IllegalStateException(field + " must be public", impossible);
            }
        });
    }
}
