package owlboard.config.directive;

import owlboard.config.language.Context;
import owlboard.config.language.Nearest;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The table of all directives. */
public final class Directives {
    private static final List<Class<?>> MODULES = List.of(Core.class, Events.class, HttpCore.class, Headers.class,
            Access.class, AuthBasic.class, AuthJwt.class, Autoindex.class, SecureLink.class, Referer.class, Browser.class, UserId.class,
            RealIp.class, Limits.class, Logs.class,
            Rewrite.class, Maps.class, Proxy.class, ProxyCache.class, Fastcgi.class, Uwsgi.class,
                    Scgi.class, Memcached.class, Grpc.class,
                    Upstreams.class, Failover.class, Status.class, Otel.class, Ssl.class, Gzip.class, Charsets.class, Http2.class,
                    Subrequests.class, Sub.class, Addition.class, Ssi.class, Slice.class, Dav.class, Video.class, StreamCore.class,
                    StreamProxy.class);

    private static final Map<String, List<Directive<?>>> BY_NAME = table();

    /** What one part of nginx is configured with; {@code name} is nginx's without {@code ngx_} and {@code _module}, or near it. */
    public record Module(String name, List<Directive<?>> directives) {}

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
        return Nearest.hint(name, all().stream().filter(directive -> directive.standing() != Standing.REFUSED).map(Directive::name)
                .toList());
    }

    /** Every entry, by name. */
    public static List<Directive<?>> all() {
        return BY_NAME.values().stream().<Directive<?>>flatMap(List::stream).toList();
    }

    /** Every entry again, as they belong together. */
    public static List<Module> modules() {
        var modules = new ArrayList<Module>();
        for (var module : MODULES) modules.add(new Module(words(module.getSimpleName()), constants(module).toList()));
        modules.add(new Module("not here", Unsupported.ALL));
        return modules;
    }

    /** {@code auth_basic} of {@code AuthBasic}. */
    private static String words(String className) {
        return className.replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static Map<String, List<Directive<?>>> table() {
        var table = new TreeMap<String, List<Directive<?>>>();
        for (var module : modules()) {
            for (var directive : module.directives()) table.computeIfAbsent(directive.name(), name -> new ArrayList<>()).add(directive);
        }
        return table;
    }

    private static Stream<Directive<?>> constants(Class<?> module) {
        return Stream.of(module.getFields()).filter(field -> Modifier.isStatic(field.getModifiers())).flatMap(field -> {
            try {
                return switch (field.get(null)) {
                    case Directive<?> one -> Stream.of(one);
                    case Passing common -> common.table().stream();
                    case PassingTls common -> common.table.stream();
                    default -> Stream.<Directive<?>>of();
                };
            } catch (IllegalAccessException impossible) {
                throw new IllegalStateException(field + " must be public", impossible);
            }
        });
    }
}
