package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Location.Content;
import owlboard.config.Place;
import owlboard.config.Regex;
import owlboard.config.Template;
import owlboard.config.directive.HttpCore.Buffers;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

    /** {@code proxy_cookie_flags}: the cookie's name, or a regular expression of it; neither for {@code off}. Flags in lower case. */
    public record CookieFlags(Place place, Template cookie, Regex regex, List<String> flags) {}

    public enum Kind { OFF, DEFAULT, PAIR, REGEX }

    /** What {@code proxy_next_upstream} names. */
    public enum Next { ERROR, TIMEOUT, INVALID_HEADER, HTTP_500, HTTP_502, HTTP_503, HTTP_504, HTTP_403, HTTP_404, HTTP_429,
            NON_IDEMPOTENT, UPDATING, OFF }

    /** {@code proxy_store}: {@code on} is where {@code root} or {@code alias} would look; {@code path} null without one. */
    public record Store(boolean on, Template path) {}

    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};

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
    public static final Directive<List<String>> PROXY_HIDE_HEADER = directive("proxy_hide_header").in(EVERYWHERE).takes(1)
            .collects(Words::text).otherwise(List.of());
    public static final Directive<List<String>> PROXY_PASS_HEADER = directive("proxy_pass_header").in(EVERYWHERE).takes(1)
            .collects(Words::text).otherwise(List.of());
    public static final Directive<List<String>> PROXY_IGNORE_HEADERS =
            directive("proxy_ignore_headers").in(EVERYWHERE).takesAtLeast(1).reads(Proxy::ignoreHeaders).otherwise(List.of());
    public static final Directive<Boolean> PROXY_PASS_REQUEST_HEADERS = directive("proxy_pass_request_headers").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("on");
    public static final Directive<Boolean> PROXY_PASS_REQUEST_BODY = directive("proxy_pass_request_body").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("on");
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
            directive("proxy_cookie_flags").in(EVERYWHERE).takes(1, 4).collects(Proxy::cookieFlags).otherwise(List.of());
    public static final Directive<Boolean> PROXY_INTERCEPT_ERRORS = directive("proxy_intercept_errors").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");
    public static final Directive<Long> PROXY_CONNECT_TIMEOUT = directive("proxy_connect_timeout").in(EVERYWHERE).takes(1)
            .reads(Words::duration).unset("60s");
    public static final Directive<Long> PROXY_SEND_TIMEOUT = directive("proxy_send_timeout").in(EVERYWHERE).takes(1).reads(Words::duration)
            .unset("60s");
    public static final Directive<Long> PROXY_READ_TIMEOUT = directive("proxy_read_timeout").in(EVERYWHERE).takes(1).reads(Words::duration)
            .unset("60s");
    public static final Directive<Boolean> PROXY_BUFFERING = directive("proxy_buffering").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("on");
    public static final Directive<Long> PROXY_BUFFER_SIZE = directive("proxy_buffer_size").in(EVERYWHERE).takes(1).reads(Words::size)
            .unset("4k");
    public static final Directive<Buffers> PROXY_BUFFERS = directive("proxy_buffers").in(EVERYWHERE).takes(2).reads(HttpCore::buffers)
            .unset("8 4k");
    /** Null: nothing set, which is twice the larger of {@code proxy_buffer_size} and one of {@code proxy_buffers}. */
    public static final Directive<Long> PROXY_BUSY_BUFFERS_SIZE = directive("proxy_busy_buffers_size").in(EVERYWHERE).takes(1)
            .reads(Words::size).meansNothing("what has been read is sent on at once");
    public static final Directive<Long> PROXY_MAX_TEMP_FILE_SIZE = directive("proxy_max_temp_file_size").in(EVERYWHERE).takes(1)
            .reads(Words::size).unset("1024m");
    public static final Directive<Long> PROXY_TEMP_FILE_WRITE_SIZE = directive("proxy_temp_file_write_size").in(EVERYWHERE).takes(1)
            .reads(Words::size).meansNothing("files are written as bytes come");
    /** Its levels mean nothing: a file of an answer loses its name as soon as it is open. */
    public static final Directive<TempPath> PROXY_TEMP_PATH = directive("proxy_temp_path").in(EVERYWHERE).takes(1, 4).reads(TempPath::read)
            .unset("proxy_temp");
    public static final Directive<Boolean> PROXY_REQUEST_BUFFERING = directive("proxy_request_buffering").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("on");
    public static final Directive<Set<Next>> PROXY_NEXT_UPSTREAM =
            directive("proxy_next_upstream").in(EVERYWHERE).takesAtLeast(1).accumulates(Proxy::nextUpstream).unset("error timeout")
            .repeats();
    public static final Directive<Integer> PROXY_NEXT_UPSTREAM_TRIES = directive("proxy_next_upstream_tries").in(EVERYWHERE).takes(1)
            .reads(Words::number).unset("0");
    public static final Directive<Long> PROXY_NEXT_UPSTREAM_TIMEOUT = directive("proxy_next_upstream_timeout").in(EVERYWHERE).takes(1)
            .reads(Words::duration).unset("0");
    public static final Directive<Boolean> PROXY_IGNORE_CLIENT_ABORT = directive("proxy_ignore_client_abort").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");
    /** The own address of connections to upstreams; one without parts for {@code off}. Null: the system's choice. */
    public static final Directive<Template> PROXY_BIND = directive("proxy_bind").in(EVERYWHERE).takes(1, 2).reads(Proxy::bind);
    public static final Directive<Boolean> PROXY_SOCKET_KEEPALIVE = directive("proxy_socket_keepalive").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");
    public static final Directive<Template> PROXY_LIMIT_RATE =
            directive("proxy_limit_rate").in(EVERYWHERE).takes(1).reads(HttpCore::sizeTemplate);
    public static final Directive<Boolean> PROXY_FORCE_RANGES = directive("proxy_force_ranges").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("off");
    public static final Directive<?> PROXY_SEND_LOWAT = directive("proxy_send_lowat").in(EVERYWHERE).takes(1).reads(HttpCore::lowWater)
            .meansNothing("no Linux knows it");
    public static final Directive<Integer> PROXY_HEADERS_HASH_MAX_SIZE =
            directive("proxy_headers_hash_max_size").in(EVERYWHERE).takes(1).reads(Words::number)
            .meansNothing("hash tables grow by themselves");
    public static final Directive<Integer> PROXY_HEADERS_HASH_BUCKET_SIZE =
            directive("proxy_headers_hash_bucket_size").in(EVERYWHERE).takes(1).reads(Words::number)
            .meansNothing("hash tables grow by themselves");

    public static final Directive<String> PROXY_SSL_CERTIFICATE = directive("proxy_ssl_certificate").in(EVERYWHERE).takes(1)
            .reads(Ssl::fixedName);
    public static final Directive<String> PROXY_SSL_CERTIFICATE_KEY = directive("proxy_ssl_certificate_key").in(EVERYWHERE).takes(1)
            .reads(Ssl::fixedName);
    public static final Directive<String> PROXY_SSL_TRUSTED_CERTIFICATE = directive("proxy_ssl_trusted_certificate").in(EVERYWHERE).takes(1)
            .reads(Words::text);
    public static final Directive<String> PROXY_SSL_CRL = directive("proxy_ssl_crl").in(EVERYWHERE).takes(1).reads(Words::text);
    public static final Directive<Boolean> PROXY_SSL_VERIFY = directive("proxy_ssl_verify").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("off");
    public static final Directive<Integer> PROXY_SSL_VERIFY_DEPTH = directive("proxy_ssl_verify_depth").in(EVERYWHERE).takes(1)
            .reads(Words::number).unset("1");
    public static final Directive<Template> PROXY_SSL_NAME = directive("proxy_ssl_name").in(EVERYWHERE).takes(1).reads(Words::template)
            .unset("$proxy_host");
    public static final Directive<Boolean> PROXY_SSL_SERVER_NAME = directive("proxy_ssl_server_name").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");
    public static final Directive<List<String>> PROXY_SSL_PROTOCOLS =
            directive("proxy_ssl_protocols").in(EVERYWHERE).takesAtLeast(1).accumulates(Ssl::protocols).unset("TLSv1.2 TLSv1.3").repeats();
    /** OpenSSL names; null: the JDK's choice. */
    public static final Directive<String> PROXY_SSL_CIPHERS = directive("proxy_ssl_ciphers").in(EVERYWHERE).takes(1).reads(Words::text);
    public static final Directive<Boolean> PROXY_SSL_SESSION_REUSE = directive("proxy_ssl_session_reuse").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("on");
    public static final Directive<String> PROXY_SSL_PASSWORD_FILE = directive("proxy_ssl_password_file").in(EVERYWHERE).takes(1)
            .reads(Words::text);
    public static final Directive<List<Ssl.Command>> PROXY_SSL_CONF_COMMAND = directive("proxy_ssl_conf_command").in(EVERYWHERE)
            .takes(2).collects(Ssl::command).otherwise(List.of());
    public static final Directive<?> PROXY_SSL_KEY_LOG = directive("proxy_ssl_key_log").in(EVERYWHERE).takes(1).refused();

    /** Where answers are kept as files. */
    public static final Directive<Store> PROXY_STORE = directive("proxy_store").in(EVERYWHERE).takes(1).reads(Proxy::store).unset("off");
    /** Permissions as {@code rw-rw-r--}. */
    public static final Directive<String> PROXY_STORE_ACCESS = directive("proxy_store_access").in(EVERYWHERE).takes(1, 3)
            .reads(Proxy::storeAccess).unset("user:rw");

    private static final Set<String> IGNORABLE = Set.of("X-Accel-Redirect", "X-Accel-Expires", "X-Accel-Limit-Rate", "X-Accel-Buffering",
            "X-Accel-Charset",
            "Expires", "Cache-Control", "Set-Cookie", "Vary");

    private Proxy() {}

    private static Store store(Words words) throws Refusal {
        return switch (words.text()) {
            case "off" -> new Store(false, null);
            case "on" -> new Store(true, null);
            default -> new Store(true, words.template());
        };
    }

    private static String storeAccess(Words words) throws Refusal {
        var rights = new HashMap<>(Map.of("user", "rw", "group", "", "all", ""));
        for (int i = 0; i < words.count(); i++) {
            var parts = words.text(i).split(":", -1);
            if (parts.length != 2 || !rights.containsKey(parts[0]) || !parts[1].matches("r|rw")) {
                throw words.invalid(i, "user, group or all, each with :r or :rw");
            }
            rights.put(parts[0], parts[1]);
        }
        return Stream.of("user", "group", "all").map(rights::get)
                .map(right -> (right.contains("r") ? "r" : "-") + (right.contains("w") ? "w-" : "--")).collect(Collectors.joining());
    }

    private static Template bind(Words words) throws Refusal {
        if (words.count() == 2 && !words.text(1).equals("transparent")) throw words.invalidParameter(1);
        if (words.count() == 2) {
            throw words.refuse("transparent proxying is not supported", "Java cannot bind an address that is not its own");
        }
        if (words.text().equals("off")) return words.template("");
        if (!words.text().contains("$") && !words.text().matches("[0-9.]+(:[0-9]+)?|\\[?[0-9a-fA-F:.]+]?(:[0-9]+)?")) {
            throw words.invalid(0, "an address, or a variable that has one");
        }
        return words.template();
    }

    private static String httpVersion(Words words) throws Refusal {
        if (words.text().equals("1.0") || words.text().equals("1.1")) return words.text();
        throw words.refuse("invalid value \"" + words.text() + '"', "it must be 1.0 or 1.1");
    }

    private static List<String> ignoreHeaders(Words words) throws Refusal {
        for (var name : words.args()) {
            if (IGNORABLE.stream().noneMatch(name::equalsIgnoreCase)) {
                throw words.refuse("invalid value \"" + name + '"',
                        "it must be one of " + String.join(", ", IGNORABLE.stream().sorted().toList()));
            }
        }
        return words.args();
    }

    private static Set<Next> nextUpstream(Words words, Set<Next> before) throws Refusal {
        var all = before == null ? EnumSet.noneOf(Next.class) : EnumSet.copyOf(before);
        for (int i = 0; i < words.count(); i++) all.add(words.choice(Next.class, i));
        return Collections.unmodifiableSet(all);
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

    private static CookieFlags cookieFlags(Words words) throws Refusal {
        var name = words.text(0);
        if (words.count() == 1) {
            if (name.equals("off")) return new CookieFlags(words.place(), null, null, List.of());
            throw words.refuse("invalid parameter \"" + name + '"', "a cookie and its flags, or \"off\"");
        }
        var flags = words.args().subList(1, words.count()).stream().map(flag -> flag.toLowerCase(Locale.ROOT)).toList();
        for (var flag : flags) {
            switch (flag) {
                case "secure", "nosecure", "httponly", "nohttponly", "samesite=strict", "samesite=lax", "samesite=none", "nosamesite" -> {}
                default -> {
                    throw words.refuse("invalid parameter \"" + flag + '"',
                            "secure, httponly, samesite=strict|lax|none, each also with \"no\" in front");
                }
            }
        }
        if (name.startsWith("~")) return new CookieFlags(words.place(), null, words.regex(name.substring(1), true), List.copyOf(flags));
        return new CookieFlags(words.place(), words.template(name), null, List.copyOf(flags));
    }

    private static Redirect alone(Words words, boolean hasDefault) throws Refusal {
        if (words.text().equals("off")) return new Redirect(words.place(), Kind.OFF, null, null, null);
        if (hasDefault && words.text().equals("default")) return new Redirect(words.place(), Kind.DEFAULT, null, null, null);
        if (hasDefault && words.text().equals("false")) throw words.refuse("invalid parameter \"false\"", "use \"off\" instead");
        throw words.invalidParameter(0);
    }

    private static Redirect pair(Words words) throws Refusal {
        var from = words.text(0);
        var to = words.template(1);
        if (!from.startsWith("~")) return new Redirect(words.place(), Kind.PAIR, words.template(0), null, to);
        boolean ignoreCase = words.name().equals("proxy_cookie_domain") || from.startsWith("~*");
        var regex = words.regex(from.substring(from.startsWith("~*") ? 2 : 1), ignoreCase);
        return new Redirect(words.place(), Kind.REGEX, null, regex, to);
    }
}
