package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.HealthCheck;
import owlboard.config.Place;
import owlboard.config.Upstream.Balancing;
import owlboard.config.Upstream.Measure;
import owlboard.config.Upstream.Queue;
import owlboard.config.Upstream.Sticky;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** ngx_http_upstream_module and its balancers: what stands in an {@code upstream} block. */
public final class Upstreams {
    /** {@code zone}. {@code sizeBytes} 0: another group says how large it is. */
    public record Zone(Place place, String name, long sizeBytes) {}

    private static final Context[] GROUPS = {UPSTREAM, STREAM_UPSTREAM};

    public static final Directive<?> UPSTREAM_BLOCK = directive("upstream").in(HTTP, STREAM).takes(1).block().repeats();
    public static final Directive<?> SERVER = directive("server").in(GROUPS).takesAtLeast(1).repeats();

    /** Idle connections kept; null: the file does not say. */
    public static final Directive<Integer> KEEPALIVE = directive("keepalive").in(UPSTREAM).takes(1, 2).reads(Upstreams::keepalive);
    public static final Directive<Integer> KEEPALIVE_REQUESTS = directive("keepalive_requests").in(UPSTREAM).takes(1).reads(Words::number)
            .unset("1000");
    public static final Directive<Long> KEEPALIVE_TIMEOUT = directive("keepalive_timeout").in(UPSTREAM).takes(1).reads(Words::duration)
            .unset("60s");
    public static final Directive<Long> KEEPALIVE_TIME = directive("keepalive_time").in(UPSTREAM).takes(1).reads(Words::duration)
            .unset("1h");
    /** Counters are exact in one process with or without it. */
    public static final Directive<Zone> ZONE = directive("zone").in(GROUPS).takes(1, 2).reads(Upstreams::zone).repeats()
            .meansNothing("counters are exact: there is one process");

    public static final Directive<Balancing> LEAST_CONN =
            directive("least_conn").in(GROUPS).takes(0).<Balancing>reads(words -> new Balancing.LeastConn())
            .otherwise(new Balancing.RoundRobin()).repeats();
    public static final Directive<Balancing> IP_HASH =
            directive("ip_hash").in(UPSTREAM).takes(0).<Balancing>reads(words -> new Balancing.IpHash()).into(LEAST_CONN)
            .repeats();
    public static final Directive<Balancing> HASH = directive("hash").in(GROUPS).takes(1, 2).<Balancing>reads(Upstreams::hash)
            .into(LEAST_CONN).repeats();
    public static final Directive<Balancing> RANDOM = directive("random").in(GROUPS).takes(0, 2).<Balancing>reads(Upstreams::random)
            .into(LEAST_CONN).repeats();

    /** Ours. {@code on}: peers that have failed are left alone by nginx's rule, and no request waits for one to come back. */
    public static final Directive<Boolean> OWLBOARD_STRICT = directive("owlboard_strict").in(HTTP, STREAM).takes(1).reads(Words::flag)
            .unset("off");

    public static final Directive<Balancing> LEAST_TIME = directive("least_time").in(UPSTREAM).takes(1, 2)
            .<Balancing>reads(words -> leastTime(words, words.text(0), words.count() == 2 ? words.text(1) : null)).into(LEAST_CONN)
            .repeats();
    /** Null: a request that finds no server is answered at once. */
    public static final Directive<Queue> QUEUE = directive("queue").in(UPSTREAM).takes(1, 2).reads(Upstreams::queue);
    /** Null: nobody is bound to a server. */
    public static final Directive<Sticky> STICKY = directive("sticky").in(UPSTREAM).takesAtLeast(2).reads(StickyLine::read);
    public static final Directive<?> STICKY_COOKIE_INSERT = directive("sticky_cookie_insert").in(UPSTREAM).takesAtLeast(1).refused();
    public static final Directive<?> NTLM = directive("ntlm").in(UPSTREAM).takes(0, 1).refused();
    /** The file that keeps the servers as the API has changed them; null: what it changes is lost when the file is read again. */
    public static final Directive<String> STATE = directive("state").in(GROUPS).takes(1).reads(Words::text);
    /** Null: nobody is asked. */
    public static final Directive<HealthCheck> HEALTH_CHECK = directive("health_check").in(LOCATION).takesAtLeast(0)
            .reads(HealthCheckLine::read).own();
    public static final Directive<?> MATCH = directive("match").in(HTTP).takes(1).block().repeats();

    private static final long QUEUE_TIMEOUT_MILLIS = 60_000;

    private Upstreams() {}

    private static Integer keepalive(Words words) throws Refusal {
        var number = Units.number(words.text());
        if (number.isEmpty() || number.getAsLong() > Integer.MAX_VALUE) throw words.invalid(0);
        if (words.count() == 2 && !words.text(1).equals("local")) throw words.invalidParameter(1);
        return (int) number.getAsLong();
    }

    private static Zone zone(Words words) throws Refusal {
        if (words.text().isEmpty()) throw words.refuse("invalid zone name \"\"");
        return new Zone(words.place(), words.text(), words.count() == 1 ? 0 : zoneSize(words, words.text(1), words.text(1), words.text(0)));
    }

    /** The size of a shared zone, {@code written} with its name; nginx's pages of 4 kB make 32 kB the least. */
    public static long zoneSize(Words words, String size, String written, String name) throws Refusal {
        var bytes = Units.size(size);
        if (bytes.isEmpty()) throw words.refuse("invalid zone size \"" + written + '"');
        if (bytes.getAsLong() < 8 * 4096) throw words.refuse("zone \"" + name + "\" is too small", "32k is the least");
        return bytes.getAsLong();
    }

    private static Balancing hash(Words words) throws Refusal {
        if (words.count() == 2 && !words.text(1).equals("consistent")) throw words.invalidParameter(1);
        return new Balancing.Hash(words.template(0), words.count() == 2);
    }

    private static Balancing random(Words words) throws Refusal {
        if (words.count() == 0) return new Balancing.Random(null);
        if (!words.text(0).equals("two")) throw words.invalidParameter(0);
        if (words.count() == 1 || words.text(1).equals("least_conn")) return new Balancing.Random(new Balancing.LeastConn());
        if (!words.text(1).startsWith("least_time=")) throw words.invalidParameter(1);
        return new Balancing.Random(leastTime(words, words.text(1).substring("least_time=".length()), null));
    }

    private static Balancing leastTime(Words words, String measure, String inflight) throws Refusal {
        if (inflight != null && !inflight.equals("inflight")) throw words.refuse("invalid parameter \"" + inflight + '"');
        return switch (measure) {
            case "header" -> new Balancing.LeastTime(Measure.HEADER, inflight != null);
            case "last_byte" -> new Balancing.LeastTime(Measure.LAST_BYTE, inflight != null);
            default -> throw words.refuse("invalid parameter \"" + measure + '"', "header or last_byte");
        };
    }

    private static Queue queue(Words words) throws Refusal {
        var most = Units.number(words.text());
        if (most.isEmpty() || most.getAsLong() == 0 || most.getAsLong() > 1_000_000) throw words.invalid(0, "1 to 1000000 requests");
        if (words.count() == 1) return new Queue((int) most.getAsLong(), QUEUE_TIMEOUT_MILLIS);
        if (!words.text(1).startsWith("timeout=")) throw words.invalidParameter(1);
        var timeout = Units.millis(words.text(1).substring("timeout=".length()));
        if (timeout.isEmpty()) throw words.invalidParameter(1);
        return new Queue((int) most.getAsLong(), timeout.getAsLong());
    }
}
