package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

/** ngx_http_dav_module. */
public final class Dav {
    public enum Method { OFF, PUT, DELETE, MKCOL, COPY, MOVE }

    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};

    /** With {@code off}, or empty: none. */
    public static final Directive<Set<Method>> DAV_METHODS = directive("dav_methods").in(EVERYWHERE).takesAtLeast(1)
            .<Set<Method>>accumulates(Dav::methods).otherwise(Set.of()).repeats();
    /** Of new files, as chmod(2) has it. */
    public static final Directive<Integer> DAV_ACCESS = directive("dav_access").in(EVERYWHERE).takes(1, 3).reads(Dav::access)
            .unset("user:rw");
    public static final Directive<Boolean> CREATE_FULL_PUT_PATH = directive("create_full_put_path").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");
    /** How many segments the URI of what is deleted must have. */
    public static final Directive<Integer> MIN_DELETE_DEPTH = directive("min_delete_depth").in(EVERYWHERE).takes(1).reads(Words::number)
            .unset("0");

    private Dav() {}

    private static Set<Method> methods(Words words, Set<Method> before) throws Refusal {
        var all = before == null ? EnumSet.noneOf(Method.class) : EnumSet.copyOf(before);
        for (int i = 0; i < words.count(); i++) words.collect(i, method(words, i), all);
        return all;
    }

    private static Method method(Words words, int index) throws Refusal {
        var name = words.text(index).toUpperCase(Locale.ROOT);
        for (var method : Method.values()) if (method.name().equals(name)) return method;
        throw words.invalid(index, "\"dav_methods\" takes off, PUT, DELETE, MKCOL, COPY, MOVE");
    }

    private static int access(Words words) throws Refusal {
        int access = 0;
        int user = 6 << 6;
        for (int i = 0; i < words.count(); i++) {
            var parts = words.text(i).split(":", 2);
            int shift = switch (parts[0]) {
                case "user" -> 6;
                case "group" -> 3;
                case "all" -> 0;
                default -> -1;
            };
            int right = parts.length < 2 ? 0 : switch (parts[1]) {
                case "rw" -> 6;
                case "r" -> 4;
                default -> 0;
            };
            if (shift < 0 || right == 0) throw words.invalid(i, "write it as user:rw group:rw all:r");
            if (shift == 6) user = 0;
            access |= right << shift;
        }
        return access | user;
    }
}
