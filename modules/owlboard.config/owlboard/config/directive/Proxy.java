package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Location.Content;
import owlboard.config.Place;
import owlboard.config.Regex;
import owlboard.config.Template;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** ngx_http_proxy_module. */
public final class Proxy {
    /** {@code proxy_set_header}. An empty value: the header is not sent. */
    public record SetHeader(Place place, String name, Template value) {}

    /**
     * {@code proxy_redirect}, {@code proxy_cookie_domain}, {@code proxy_cookie_path}. PAIR has {@code from} and {@code to}, REGEX has
     * {@code regex} and {@code to}; the others nothing.
     */
    public record Redirect(Place place, Kind kind, Template from, Regex regex, Template to) {}

    /** {@code proxy_cookie_flags}: the cookie's name, or a regular expression of it; neither for {@code off}. */
    public record CookieFlags(Place place, Template cookie, Regex regex, List<Template> flags) {
        boolean isOff() {
            return cookie == null && regex == null;
        }
    }

    public enum Kind { OFF, DEFAULT, PAIR, REGEX }

    /** What it has in common with the other modules that pass requests on. */
    public static final Passing PASSING = Passing.PROXY;

    private static final Context[] EVERYWHERE = Passing.EVERYWHERE;

    /**
     * The handler of a location: {@code proxy_pass}, or one of {@link Status}. Nested locations do not inherit it; {@code if} and
     * {@code limit_except} do.
     */
    public static final Directive<Content> PROXY_PASS = directive("proxy_pass").in(LOCATION, LOCATION_IF, LIMIT_EXCEPT)
            .takes(1).<Content>reads(ProxyPass::read).own();
    public static final Directive<String> PROXY_HTTP_VERSION = directive("proxy_http_version").in(EVERYWHERE).takes(1)
            .reads(Proxy::httpVersion).unset("1.1");
    public static final Directive<List<SetHeader>> PROXY_SET_HEADER = directive("proxy_set_header").in(EVERYWHERE).takes(2)
            .collects(words -> new SetHeader(words.place(), words.text(0), words.template(1))).otherwise(List.of());
    public static final Directive<Template> PROXY_METHOD = directive("proxy_method").in(EVERYWHERE).takes(1).reads(Words::template);
    public static final Directive<Template> PROXY_SET_BODY = directive("proxy_set_body").in(EVERYWHERE).takes(1).reads(Words::template);
    /** Null: nothing set, which is {@code default}. */
    public static final Directive<List<Redirect>> PROXY_REDIRECT = directive("proxy_redirect").in(EVERYWHERE)
            .takes(1, 2).<List<Redirect>>accumulates((words, before) -> add(words, before, redirect(words))).repeats();
    public static final Directive<List<Redirect>> PROXY_COOKIE_DOMAIN =
            directive("proxy_cookie_domain").in(EVERYWHERE)
            .takes(1, 2).<List<Redirect>>accumulates((words, before) -> add(words, before, cookie(words))).otherwise(List.of()).repeats();
    public static final Directive<List<Redirect>> PROXY_COOKIE_PATH =
            directive("proxy_cookie_path").in(EVERYWHERE)
            .takes(1, 2).<List<Redirect>>accumulates((words, before) -> add(words, before, cookie(words))).otherwise(List.of()).repeats();
    public static final Directive<List<CookieFlags>> PROXY_COOKIE_FLAGS =
            directive("proxy_cookie_flags").in(EVERYWHERE).takes(1, 4)
            .<List<CookieFlags>>accumulates(Proxy::cookieFlags).otherwise(List.of())
            .repeats();
    public static final Directive<Boolean> PROXY_PASS_TRAILERS = directive("proxy_pass_trailers").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");
    public static final Directive<?> PROXY_SEND_LOWAT = directive("proxy_send_lowat").in(EVERYWHERE).takes(1)
            .reads(HttpCore::lowWater).meansNothing("no Linux knows it");
    public static final Directive<Integer> PROXY_HEADERS_HASH_MAX_SIZE =
            directive("proxy_headers_hash_max_size").in(EVERYWHERE).takes(1).reads(Words::number)
            .meansNothing("hash tables grow by themselves");
    public static final Directive<Integer> PROXY_HEADERS_HASH_BUCKET_SIZE =
            directive("proxy_headers_hash_bucket_size").in(EVERYWHERE).takes(1).reads(Words::number)
            .meansNothing("hash tables grow by themselves");

    private Proxy() {}

    private static String httpVersion(Words words) throws Refusal {
        if (Set.of("1.0", "1.1", "2").contains(words.text())) return words.text();
        throw words.refuse("invalid value \"" + words.text() + '"', "it must be 1.0, 1.1 or 2");
    }

    /** {@code off} stands alone. */
    private static List<Redirect> add(Words words, List<Redirect> before, Redirect next) throws Refusal {
        if (before == null) return List.of(next);
        if (next.kind() == Kind.OFF || before.getFirst().kind() == Kind.OFF) {
            throw words.refuse('"' + words.name() + "\" directive is duplicate");
        }
        return Stream.concat(before.stream(), Stream.of(next)).toList();
    }

    private static Redirect redirect(Words words) throws Refusal {
        if (words.count() == 1) return alone(words, true);
        return pair(words);
    }

    private static Redirect cookie(Words words) throws Refusal {
        if (words.count() == 1) return alone(words, false);
        return pair(words);
    }

    private static final Set<String> COOKIE_FLAGS = Set.of("secure", "nosecure", "httponly", "nohttponly", "samesite=strict",
            "samesite=lax", "samesite=none", "nosamesite");

    /** {@code off} stands alone. */
    private static List<CookieFlags> cookieFlags(Words words, List<CookieFlags> before) throws Refusal {
        if (before == null) return List.of(cookieFlags(words));
        var next = cookieFlags(words);
        if (next.isOff() || before.getFirst().isOff()) throw words.refuse('"' + words.name() + "\" directive is duplicate");
        return Stream.concat(before.stream(), Stream.of(next)).toList();
    }

    private static CookieFlags cookieFlags(Words words) throws Refusal {
        var name = words.text(0);
        if (words.count() == 1) {
            if (name.equals("off")) return new CookieFlags(words.place(), null, null, List.of());
            throw words.refuse("invalid parameter \"" + name + '"', "a cookie and its flags, or \"off\"");
        }
        var flags = new ArrayList<Template>();
        for (int i = 1; i < words.count(); i++) flags.add(cookieFlag(words, i));
        if (name.startsWith("~")) return new CookieFlags(words.place(), null, words.regex(name.substring(1), true), List.copyOf(flags));
        return new CookieFlags(words.place(), words.template(name), null, List.copyOf(flags));
    }

    private static Template cookieFlag(Words words, int index) throws Refusal {
        var flag = words.template(index);
        if (flag.isConstant() && !COOKIE_FLAGS.contains(words.text(index).toLowerCase(Locale.ROOT))) {
            throw words.refuse("invalid parameter \"" + words.text(index) + '"',
                    "secure, httponly, samesite=strict|lax|none, each also with \"no\" in front");
        }
        return flag;
    }

    private static Redirect alone(Words words, boolean hasDefault) throws Refusal {
        if (words.text().equals("off")) return new Redirect(words.place(), Kind.OFF, null, null, null);
        if (hasDefault && words.text().equals("default")) return new Redirect(words.place(), Kind.DEFAULT, null, null, null);
        if (hasDefault && words.text().equals("false")) throw words.refuse("invalid parameter \"false\"", "use \"off\" instead");
        throw words.invalidParameter(0);
    }

    private static Redirect pair(Words words) throws Refusal {
        var from = words.text(0);
        boolean isDomain = words.name().equals("proxy_cookie_domain");
        if (!from.startsWith("~")) {
            var to = words.text(1);
            return new Redirect(words.place(), Kind.PAIR, words.template(isDomain ? withoutDot(from) : from), null,
                    words.template(isDomain ? withoutDot(to) : to));
        }
        boolean ignoreCase = isDomain || from.startsWith("~*");
        var regex = words.regex(from.substring(from.startsWith("~*") ? 2 : 1), ignoreCase);
        return new Redirect(words.place(), Kind.REGEX, null, regex, words.template(1));
    }

    /** A dot in front of a domain means nothing, as RFC 6265 has it. */
    private static String withoutDot(String domain) {
        return domain.startsWith(".") ? domain.substring(1) : domain;
    }
}
