package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;
import static owlboard.config.language.Context.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import owlboard.config.Place;
import owlboard.config.Protocol;
import owlboard.config.Template;
import owlboard.config.directive.HttpCore.Buffers;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/**
 * What the modules have in common that pass a request on ({@code ngx_http_upstream_conf_t}): the same settings under a prefix of each. A
 * module has all of them here; in the table stand those that nginx knows by its prefix, and the others keep their defaults.
 */
public final class Passing {
    /** What {@code proxy_next_upstream} and its likes name. */
    public enum Next { ERROR, TIMEOUT, INVALID_HEADER, INVALID_RESPONSE, NOT_FOUND, HTTP_500, HTTP_502, HTTP_503, HTTP_504, HTTP_403,
            HTTP_404, HTTP_429, NON_IDEMPOTENT, UPDATING, OFF }

    /** {@code proxy_store}: {@code on} is where {@code root} or {@code alias} would look; {@code path} null without one. */
    public record Store(boolean on, Template path) {}

    /** {@code fastcgi_param}; {@code ifNotEmpty}: it is left out where its value is empty. */
    public record Param(Place place, String name, Template value, boolean ifNotEmpty) {}

    /** Settings that some of the modules do not have. */
    enum Part {
        /** What of the client's request is passed, and when. */
        REQUEST,
        /** What of an answer's head is passed, and when a page of ours answers. */
        HEADERS,
        /** Where an answer waits for a slow client, and what is kept of it. */
        BUFFERS,
        CACHE, TLS,
        /** The request is a list of names with values. */
        PARAMS
    }

    static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};
    private static final int MANY = Integer.MAX_VALUE;
    private static final Set<String> IGNORABLE = Set.of("X-Accel-Redirect", "X-Accel-Expires", "X-Accel-Limit-Rate", "X-Accel-Buffering",
            "X-Accel-Charset", "Expires", "Cache-Control", "Set-Cookie", "Vary");
    private static final Set<Next> HTTP_NEXT = Collections.unmodifiableSet(EnumSet.complementOf(
            EnumSet.of(Next.INVALID_RESPONSE, Next.NOT_FOUND)));
    /** No gateways of their own stand behind these. */
    private static final Set<Next> CGI_NEXT = without(HTTP_NEXT, Next.HTTP_502, Next.HTTP_504);

    /** Of IPv4, or of IPv6 in brackets, and the port. */
    private static final Pattern ADDRESS = Pattern.compile("(?:([0-9.]+)|\\[([0-9a-fA-F:.]+)])(?::([0-9]+))?");

    static final Passing PROXY = new Passing("proxy", EnumSet.complementOf(EnumSet.of(Part.PARAMS)), HTTP_NEXT);
    static final Passing FASTCGI = new Passing("fastcgi", EnumSet.complementOf(EnumSet.of(Part.TLS)), CGI_NEXT);
    static final Passing UWSGI = new Passing("uwsgi", EnumSet.allOf(Part.class), CGI_NEXT);
    static final Passing SCGI = new Passing("scgi", EnumSet.complementOf(EnumSet.of(Part.TLS)), CGI_NEXT);
    static final Passing MEMCACHED = new Passing("memcached", EnumSet.noneOf(Part.class),
            Set.of(Next.ERROR, Next.TIMEOUT, Next.INVALID_RESPONSE, Next.NOT_FOUND, Next.OFF));
    static final Passing GRPC = new Passing("grpc", EnumSet.of(Part.HEADERS, Part.TLS), without(HTTP_NEXT, Next.UPDATING));
    /** Of what is here. */
    public static final List<Passing> ALL = List.of(PROXY, FASTCGI, UWSGI, SCGI, MEMCACHED, GRPC);

    /** Without the line below it. */
    public final String prefix;
    private final Set<Part> parts;
    private final Set<Next> nextWords;
    private final List<Directive<?>> table = new ArrayList<>();

    public final Directive<Long> connectTimeout;
    public final Directive<Long> sendTimeout;
    public final Directive<Long> readTimeout;
    /** The own address of connections to upstreams; one without parts for {@code off}. Null: the system's choice. */
    public final Directive<Template> bind;
    public final Directive<Boolean> socketKeepalive;
    public final Directive<Long> bufferSize;
    public final Directive<Set<Next>> nextUpstream;
    public final Directive<Integer> nextUpstreamTries;
    public final Directive<Long> nextUpstreamTimeout;

    public final Directive<Boolean> passRequestHeaders;
    public final Directive<Boolean> passRequestBody;
    public final Directive<Boolean> requestBuffering;
    public final Directive<Boolean> ignoreClientAbort;

    public final Directive<List<String>> hideHeader;
    public final Directive<List<String>> passHeader;
    public final Directive<List<String>> ignoreHeaders;
    public final Directive<Boolean> interceptErrors;

    public final Directive<Boolean> buffering;
    public final Directive<Buffers> buffers;
    /** Null: nothing set, which is twice the larger of {@code buffer_size} and one of {@code buffers}. */
    public final Directive<Long> busyBuffersSize;
    public final Directive<Long> maxTempFileSize;
    public final Directive<Long> tempFileWriteSize;
    /** Its levels mean nothing: a file of an answer loses its name as soon as it is open. */
    public final Directive<TempPath> tempPath;
    public final Directive<Template> limitRate;
    public final Directive<Boolean> forceRanges;
    /** Where answers are kept as files. */
    public final Directive<Store> store;
    /** Permissions as {@code rw-rw-r--}. */
    public final Directive<String> storeAccess;

    public final Directive<List<Param>> param;
    public final PassingCache cache;
    public final PassingTls tls;

    private Passing(String prefix, Set<Part> parts, Set<Next> nextWords) {
        this.prefix = prefix;
        this.parts = parts;
        this.nextWords = nextWords;
        connectTimeout = add(null, "connect_timeout", 1).reads(Words::duration).unset("60s");
        sendTimeout = add(null, "send_timeout", 1).reads(Words::duration).unset("60s");
        readTimeout = add(null, "read_timeout", 1).reads(Words::duration).unset("60s");
        bind = add(null, "bind", 1, 2).reads(Passing::bind);
        socketKeepalive = add(null, "socket_keepalive", 1).reads(Words::flag).unset("off");
        bufferSize = add(null, "buffer_size", 1).reads(Words::size).unset("4k");
        nextUpstream = add(null, "next_upstream", 1, MANY).accumulates(this::nextUpstream).unset("error timeout").repeats();
        nextUpstreamTries = add(null, "next_upstream_tries", 1).reads(Words::number).unset("0");
        nextUpstreamTimeout = add(null, "next_upstream_timeout", 1).reads(Words::duration).unset("0");

        passRequestHeaders = add(Part.REQUEST, "pass_request_headers", 1).reads(Words::flag).unset("on");
        passRequestBody = add(Part.REQUEST, "pass_request_body", 1).reads(Words::flag).unset("on");
        requestBuffering = add(Part.REQUEST, "request_buffering", 1).reads(Words::flag).unset("on");
        ignoreClientAbort = add(Part.REQUEST, "ignore_client_abort", 1).reads(Words::flag).unset("off");

        hideHeader = add(Part.HEADERS, "hide_header", 1).collects(Words::text).otherwise(List.of());
        passHeader = add(Part.HEADERS, "pass_header", 1).collects(Words::text).otherwise(List.of());
        ignoreHeaders = add(Part.HEADERS, "ignore_headers", 1, MANY).accumulates(Passing::ignoreHeaders).otherwise(List.of()).repeats();
        interceptErrors = add(Part.HEADERS, "intercept_errors", 1).reads(Words::flag).unset("off");

        buffering = add(Part.BUFFERS, "buffering", 1).reads(Words::flag).unset("on");
        buffers = add(Part.BUFFERS, "buffers", 2).reads(HttpCore::buffers).unset("8 4k");
        busyBuffersSize = add(Part.BUFFERS, "busy_buffers_size", 1).reads(Words::size)
                .meansNothing("what has been read is sent on at once");
        maxTempFileSize = add(Part.BUFFERS, "max_temp_file_size", 1).reads(Words::size).unset("1024m");
        tempFileWriteSize = add(Part.BUFFERS, "temp_file_write_size", 1).reads(Words::size).meansNothing("files are written as bytes come");
        tempPath = add(Part.BUFFERS, "temp_path", 1, 4).reads(TempPath::read).unset(prefix + "_temp");
        limitRate = add(Part.BUFFERS, "limit_rate", 1).reads(HttpCore::sizeTemplate);
        forceRanges = add(Part.BUFFERS, "force_ranges", 1).reads(Words::flag).unset("off");
        store = add(Part.BUFFERS, "store", 1).reads(Passing::store).unset("off");
        storeAccess = add(Part.BUFFERS, "store_access", 1, 3).reads(Passing::storeAccess).unset("user:rw");

        param = add(Part.PARAMS, "param", 2, 3).collects(Passing::param).otherwise(List.of());
        cache = new PassingCache(prefix, prefix.equals("proxy"));
        if (parts.contains(Part.CACHE)) table.addAll(cache.table);
        tls = new PassingTls(prefix, EVERYWHERE);
        if (parts.contains(Part.TLS)) table.addAll(tls.table);
    }

    private Directive<Object> add(Part part, String name, int count) {
        return add(part, name, count, count);
    }

    /** {@code part} null: every module has it. */
    private Directive<Object> add(Part part, String name, int fewest, int most) {
        var made = directive(prefix + '_' + name).in(EVERYWHERE).takes(fewest, most);
        if (part == null || parts.contains(part)) table.add(made);
        return made;
    }

    /** Of what is spoken with an upstream. */
    public static Passing of(Protocol protocol) {
        return switch (protocol) {
            case HTTP -> PROXY;
            case FASTCGI -> FASTCGI;
            case UWSGI -> UWSGI;
            case SCGI -> SCGI;
            case MEMCACHED -> MEMCACHED;
            case GRPC -> GRPC;
        };
    }

    /** Whether answers are buffered at all. */
    public boolean hasBuffers() {
        return parts.contains(Part.BUFFERS);
    }

    /** Those that nginx knows. */
    List<Directive<?>> table() {
        return List.copyOf(table);
    }

    private static Set<Next> without(Set<Next> all, Next... some) {
        var left = EnumSet.copyOf(all);
        for (var word : some) left.remove(word);
        return Collections.unmodifiableSet(left);
    }

    private Set<Next> nextUpstream(Words words, Set<Next> before) throws Refusal {
        var all = before == null ? EnumSet.noneOf(Next.class) : EnumSet.copyOf(before);
        for (int i = 0; i < words.count(); i++) words.collect(i, words.choice(nextWords, i), all);
        return Collections.unmodifiableSet(all);
    }

    private static Param param(Words words) throws Refusal {
        if (words.count() == 3 && !words.text(2).equals("if_not_empty")) throw words.invalidParameter(2);
        return new Param(words.place(), words.text(0), words.template(1), words.count() == 3);
    }

    static Template bind(Words words) throws Refusal {
        if (words.count() == 2 && !words.text(1).equals("transparent")) throw words.invalidParameter(1);
        if (words.count() == 2) {
            throw words.refuse("transparent proxying is not supported", "Java cannot bind an address that is not its own");
        }
        if (words.text().equals("off")) return words.template("");
        if (!words.text().contains("$") && !isAddress(words.text())) {
            throw words.invalid(0, "an address, or a variable that has one; a port is 1 to 65535");
        }
        return words.template();
    }

    private static boolean isAddress(String text) {
        var parts = ADDRESS.matcher(text);
        if (!parts.matches()) return Inet6.parse(text) != null;
        if (Networks.literal(parts.group(1) != null ? parts.group(1) : parts.group(2)) == null) return false;
        if (parts.group(3) == null) return true;
        var port = Units.number(parts.group(3));
        return port.isPresent() && port.getAsLong() > 0 && port.getAsLong() < 65_536;
    }

    private static List<String> ignoreHeaders(Words words, List<String> before) throws Refusal {
        var all = before == null ? new ArrayList<String>() : new ArrayList<>(before);
        for (int i = 0; i < words.count(); i++) {
            var name = words.text(i);
            if (IGNORABLE.stream().noneMatch(name::equalsIgnoreCase)) {
                throw words.refuse("invalid value \"" + name + '"',
                        "it must be one of " + String.join(", ", IGNORABLE.stream().sorted().toList()));
            }
            words.collect(i, name, all);
        }
        return List.copyOf(all);
    }

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
}
