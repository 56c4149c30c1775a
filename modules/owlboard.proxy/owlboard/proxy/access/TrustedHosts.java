package owlboard.proxy.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import owlboard.proxy.exchange.MainSlot;

/**
 * Names in {@code set_real_ip_from}, asked of the system's resolver while one configuration is made ready: each once, and all together for
 * at most {@link #PATIENCE}, where the resolver itself takes half a minute to give up. Not on a loop.
 */
public final class TrustedHosts {
    static final MainSlot<TrustedHosts> SLOT = new MainSlot<>((_, _) -> new TrustedHosts());

    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** May block. */
    interface Resolver {
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final Duration patience;
    private final Map<String, List<InetAddress>> found = new HashMap<>();
    /** {@link System#nanoTime}; 0 before the first name. */
    private long until;

    public TrustedHosts() {
        this(InetAddress::getAllByName, PATIENCE);
    }

    TrustedHosts(Resolver resolver, Duration patience) {
        this.resolver = resolver;
        this.patience = patience;
    }

    /** @throws UnknownHostException says why; the name does not exist, or nobody has answered in time */
    List<InetAddress> addresses(String name) throws UnknownHostException {
        var known = found.get(name);
        if (known != null) return known;
        var addresses = List.of(lookUp(name));
        found.put(name, addresses);
        return addresses;
    }

    private InetAddress[] lookUp(String name) throws UnknownHostException {
        if (until == 0) until = System.nanoTime() + patience.toNanos() | 1;
        var lookup = new FutureTask<>(() -> resolver.addresses(name));
        Thread.ofPlatform().daemon().name("lookup").start(lookup); // what the resolver begins cannot be broken off
        try {
            return lookup.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new UnknownHostException("no answer in " + patience.toSeconds() + " s");
        } catch (ExecutionException failed) {
            throw new UnknownHostException("the resolver does not know it");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("interrupted");
        }
    }
}
