package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import owlboard.config.Regex;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

/** ngx_http_gzip_module, ngx_http_gzip_static_module and ngx_http_gunzip_module. */
public final class Gzip {
    /** In {@link #GZIP_TYPES}: every type, and an answer without one. */
    public static final String ANY_TYPE = "*";

    public enum Static { OFF, ON, ALWAYS }

    /** What {@code gzip_proxied} names: of requests that came through a proxy ({@code Via}) the answers that are packed. */
    public enum Proxied { OFF, EXPIRED, NO_CACHE, NO_STORE, PRIVATE, NO_LAST_MODIFIED, NO_ETAG, AUTH, ANY }

    /** {@code gzip_disable}. {@code msie6}: the browsers of that name. */
    public record Disable(boolean msie6, List<Regex> agents) {
        static final Disable NONE = new Disable(false, List.of());
    }

    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};
    private static final String MEMORY = "a stream takes some 290 KB of memory while it is packed, whatever the answer";

    public static final Directive<Boolean> GZIP = directive("gzip").in(HTTP, SERVER, LOCATION,
            LOCATION_IF).takes(1).reads(Words::flag).unset("off");
    public static final Directive<HttpCore.Buffers> GZIP_BUFFERS =
            directive("gzip_buffers").in(EVERYWHERE).takes(2).reads(HttpCore::buffers).meansNothing(MEMORY);
    public static final Directive<Integer> GZIP_COMP_LEVEL =
            directive("gzip_comp_level").in(EVERYWHERE).takes(1).reads(Gzip::level).unset("1");
    public static final Directive<Disable> GZIP_DISABLE = directive("gzip_disable").in(EVERYWHERE).takesAtLeast(1)
            .accumulates(Gzip::disable).otherwise(Disable.NONE).repeats();
    public static final Directive<Long> GZIP_HASH =
            directive("gzip_hash").in(EVERYWHERE).takes(1)
            .reads(words -> power(words, "512, 1k, 2k, 4k, 8k, 16k, 32k, 64k, or 128k", 1 << 17)).meansNothing(MEMORY);
    /** 10 or 11. */
    public static final Directive<Integer> GZIP_HTTP_VERSION =
            directive("gzip_http_version").in(EVERYWHERE).takes(1).reads(Gzip::version).unset("1.1");
    public static final Directive<Long> GZIP_MIN_LENGTH =
            directive("gzip_min_length").in(EVERYWHERE).takes(1).reads(Words::size).unset("20");
    public static final Directive<Boolean> GZIP_NO_BUFFER = directive("gzip_no_buffer").in(EVERYWHERE).takes(1).reads(Words::flag)
            .meansNothing("what zlib gives is sent on at once");
    public static final Directive<Set<Proxied>> GZIP_PROXIED = directive("gzip_proxied").in(EVERYWHERE).takesAtLeast(1)
            .<Set<Proxied>>accumulates(Gzip::proxied).unset("off").repeats();
    public static final Directive<Static> GZIP_STATIC = directive("gzip_static").in(EVERYWHERE).takes(1)
            .reads(words -> words.choice(Static.class, 0)).unset("off");
    /** In lower case; {@code text/html} is always among them. */
    public static final Directive<Set<String>> GZIP_TYPES = directive("gzip_types").in(EVERYWHERE).takesAtLeast(1)
            .accumulates(MediaTypes::listed).unset("text/html").repeats();
    public static final Directive<Boolean> GZIP_VARY = directive("gzip_vary").in(EVERYWHERE).takes(1).reads(Words::flag).unset("off");
    public static final Directive<Long> GZIP_WINDOW =
            directive("gzip_window").in(EVERYWHERE).takes(1)
            .reads(words -> power(words, "512, 1k, 2k, 4k, 8k, 16k, or 32k", 1 << 15)).meansNothing(MEMORY);
    public static final Directive<Long> POSTPONE_GZIPPING = directive("postpone_gzipping").in(EVERYWHERE).takes(1).reads(Words::size)
            .meansNothing("what zlib gives is sent on at once");
    public static final Directive<Boolean> GUNZIP = directive("gunzip").in(EVERYWHERE).takes(1).reads(Words::flag).unset("off");
    public static final Directive<HttpCore.Buffers> GUNZIP_BUFFERS =
            directive("gunzip_buffers").in(EVERYWHERE).takes(2).reads(HttpCore::buffers)
            .meansNothing("one buffer at a time is unpacked");

    private Gzip() {}

    private static long power(Words words, String written, long most) throws Refusal {
        long size = words.size();
        if (size >= 512 && size <= most && Long.bitCount(size) == 1) return size;
        throw words.refuse('"' + words.name() + "\" directive must be " + written);
    }

    private static int level(Words words) throws Refusal {
        int level = words.number();
        if (level < 1 || level > 9) throw words.refuse("value must be between 1 and 9");
        return level;
    }

    private static int version(Words words) throws Refusal {
        return switch (words.text()) {
            case "1.0" -> 10;
            case "1.1" -> 11;
            default -> throw words.refuse("invalid value \"" + words.text() + '"', "it must be 1.0 or 1.1");
        };
    }

    private static Disable disable(Words words, Disable before) throws Refusal {
        boolean msie6 = before != null && before.msie6;
        var agents = before == null ? new ArrayList<Regex>() : new ArrayList<>(before.agents);
        for (var text : words.args()) {
            if (text.equals("msie6")) msie6 = true;
            else agents.add(words.regex(text, true));
        }
        return new Disable(msie6, List.copyOf(agents));
    }

    private static Set<Proxied> proxied(Words words, Set<Proxied> before) throws Refusal {
        var all = before == null ? EnumSet.noneOf(Proxied.class) : EnumSet.copyOf(before);
        for (var text : words.args()) all.add(word(words, text));
        return all;
    }

    private static Proxied word(Words words, String text) throws Refusal {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "off" -> Proxied.OFF;
            case "expired" -> Proxied.EXPIRED;
            case "no-cache" -> Proxied.NO_CACHE;
            case "no-store" -> Proxied.NO_STORE;
            case "private" -> Proxied.PRIVATE;
            case "no_last_modified" -> Proxied.NO_LAST_MODIFIED;
            case "no_etag" -> Proxied.NO_ETAG;
            case "auth" -> Proxied.AUTH;
            case "any" -> Proxied.ANY;
            default -> throw words.refuse("invalid value \"" + text + '"',
                    "\"gzip_proxied\" takes off, expired, no-cache, no-store, private, no_last_modified, no_etag, auth, any");
        };
    }
}
