package owlboard.config.directive;

import static owlboard.config.directive.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.language.Words;

/** Modules that change how an answer travels, not what it says: accepted, and the answer goes out plain until they are there. */
public final class Later {
    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};
    private static final Context[] AND_IF = {HTTP, SERVER, LOCATION, LOCATION_IF};
    private static final String COMPRESSION = "compression; answers go out as they are until then";

    public static final Directive<Boolean> GZIP = directive("gzip").in(AND_IF).takes(1).reads(Words::flag).comesLater(COMPRESSION);
    public static final Directive<?> GZIP_BUFFERS = directive("gzip_buffers").in(EVERYWHERE).takes(2).comesLater(COMPRESSION);
    public static final Directive<Integer> GZIP_COMP_LEVEL = directive("gzip_comp_level").in(EVERYWHERE).takes(1).reads(Words::number).comesLater(COMPRESSION);
    public static final Directive<?> GZIP_DISABLE = directive("gzip_disable").in(EVERYWHERE).takesAtLeast(1).repeats().comesLater(COMPRESSION);
    public static final Directive<?> GZIP_HASH = directive("gzip_hash").in(EVERYWHERE).takes(1).comesLater(COMPRESSION);
    public static final Directive<?> GZIP_HTTP_VERSION = directive("gzip_http_version").in(EVERYWHERE).takes(1).comesLater(COMPRESSION);
    public static final Directive<Long> GZIP_MIN_LENGTH = directive("gzip_min_length").in(EVERYWHERE).takes(1).reads(Words::size).comesLater(COMPRESSION);
    public static final Directive<?> GZIP_NO_BUFFER = directive("gzip_no_buffer").in(EVERYWHERE).takes(1).comesLater(COMPRESSION);
    public static final Directive<?> GZIP_PROXIED = directive("gzip_proxied").in(EVERYWHERE).takesAtLeast(1).repeats().comesLater(COMPRESSION);
    public static final Directive<?> GZIP_STATIC = directive("gzip_static").in(EVERYWHERE).takes(1).comesLater(COMPRESSION);
    public static final Directive<?> GZIP_TYPES = directive("gzip_types").in(EVERYWHERE).takesAtLeast(1).repeats().comesLater(COMPRESSION);
    public static final Directive<Boolean> GZIP_VARY = directive("gzip_vary").in(EVERYWHERE).takes(1).reads(Words::flag).comesLater(COMPRESSION);
    public static final Directive<?> GZIP_WINDOW = directive("gzip_window").in(EVERYWHERE).takes(1).comesLater(COMPRESSION);

    private Later() {}
}
