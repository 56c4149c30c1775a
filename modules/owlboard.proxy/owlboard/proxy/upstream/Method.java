package owlboard.proxy.upstream;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;
import owlboard.config.Upstream;
import owlboard.config.Upstream.Balancing;
import owlboard.config.Upstream.Measure;
import owlboard.config.directive.Upstreams;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;

/**
 * How a group chooses among its peers.
 *
 * @param name the directive, as states show it
 * @param key what is hashed of a request; null: nothing is
 * @param measure what has to be known of each answer; null: nothing
 * @param sticky who is bound to a peer; null: nobody is
 * @param queue null: nobody waits for room
 */
record Method(String name, Balancer balancer, Function<Exchange, byte[]> key, Measure measure, Sticky sticky, Upstream.Queue queue) {
    /** {@code before}: of the configuration that this one follows; null: there is none. */
    static Method of(Upstream declared, Making making, Sticky before) {
        var balancing = declared.balancing();
        return new Method(name(balancing), balancer(balancing), key(balancing, making), measure(balancing),
                sticky(declared.level().get(Upstreams.STICKY), making, before), declared.level().get(Upstreams.QUEUE));
    }

    static Method roundRobin() {
        var balancing = new Balancing.RoundRobin();
        return new Method(name(balancing), balancer(balancing), null, null, null, null);
    }

    private static String name(Balancing balancing) {
        return switch (balancing) {
            case Balancing.RoundRobin _ -> "round_robin";
            case Balancing.LeastConn _ -> "least_conn";
            case Balancing.IpHash _ -> "ip_hash";
            case Balancing.Hash hash -> hash.consistent() ? "hash consistent" : "hash";
            case Balancing.LeastTime least -> "least_time " + least.measure().name().toLowerCase(Locale.ROOT);
            case Balancing.Random random -> random.by() != null ? "random two" : "random";
        };
    }

    private static Balancer balancer(Balancing balancing) {
        return switch (balancing) {
            case Balancing.RoundRobin _ -> new RoundRobin();
            case Balancing.LeastConn _ -> new LeastConn();
            case Balancing.IpHash _ -> new IpHash();
            case Balancing.Hash hash -> hash.consistent() ? new ConsistentHash() : new Hash();
            case Balancing.LeastTime least -> new LeastTime(least);
            case Balancing.Random random -> new RandomPick(random.by());
        };
    }

    private static Measure measure(Balancing balancing) {
        return switch (balancing) {
            case Balancing.LeastTime least -> least.measure();
            case Balancing.Random random when random.by() instanceof Balancing.LeastTime least -> least.measure();
            default -> null;
        };
    }

    private static Sticky sticky(Upstream.Sticky declared, Making making, Sticky before) {
        return switch (declared) {
            case null -> null;
            case Upstream.Sticky.Cookie cookie -> new StickyCookie(cookie, making);
            case Upstream.Sticky.Route route -> new StickyRoute(route, making);
            case Upstream.Sticky.Learn learn -> new StickySessions(learn, making,
                    before instanceof StickySessions known ? known : null);
        };
    }

    private static Function<Exchange, byte[]> key(Balancing balancing, Making making) {
        return switch (balancing) {
            case Balancing.IpHash _ -> Exchange::binaryRemoteAddress;
            case Balancing.Hash hash -> {
                var value = making.value(hash.key());
                yield exchange -> value.text(exchange).getBytes(StandardCharsets.ISO_8859_1);
            }
            default -> null;
        };
    }
}
