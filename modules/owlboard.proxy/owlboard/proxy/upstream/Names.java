package owlboard.proxy.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import owlboard.proxy.dns.NameServers;
import owlboard.proxy.dns.Service;
import owlboard.wire.loop.Serving;
import owlboard.wire.net.EndpointDirectory;

/**
 * From {@code name:port} to addresses: the endpoint directory first, then the name servers of the configuration, or the system's.
 * One thread begins lookups when they are due: when an answer no longer holds, every second for what is not resolved, at once when the
 * directory has changed or a connection has failed. Each runs on a virtual thread of its own, so that a name server that is silent holds up
 * its own names only.
 */
public final class Names implements AutoCloseable {
    static final long MISSING_NANOS = 1_000_000_000;
    private static final long LOOK_NANOS = 1_000_000_000;
    /** What a start and a reload wait for name servers. */
    private static final long FIRST_NANOS = 300_000_000;
    /** How long an answer holds that does not tell: for names with {@code resolve}, and for the rest. */
    private static final long RESOLVE_NANOS = 1_000_000_000;
    private static final long AGAIN_NANOS = 10_000_000_000L;

    /** Whose names are looked up. */
    interface Watched {
        /** Begins the lookups that are due; returns the nanoseconds until the next one. */
        long lookAgain(long nowNanos, boolean directoryChanged);

        /** Waits until every name has been looked up once, or {@code untilNanos} ({@link System#nanoTime}). */
        void awaitFirst(long untilNanos);

        /** It is in force no longer. */
        void leave();

        /** Nobody waits for it any more. */
        boolean isDone();
    }

    /** {@code isFixed}: a literal address, which nothing but the endpoint directory changes. */
    record Found(List<Spot> spots, long holdsNanos, boolean isFixed) {}

    private final EndpointDirectory directory;
    private final List<Watched> watched = new CopyOnWriteArrayList<>();
    private volatile boolean closing;
    private final Thread thread = Serving.thread("names", this::lookAgain);

    /** {@code endpoints} may be null. */
    public Names(Path endpoints) {
        directory = new EndpointDirectory(endpoints);
    }

    public void start() {
        thread.start();
    }

    /** Before a configuration is read again: what it names is taken from the directory as it is now. */
    public void rereadDirectory() {
        if (directory.reread()) for (var each : watched) each.lookAgain(System.nanoTime(), true);
    }

    /** {@code host:port} of a {@code name:port} in the endpoint directory; null where it is not there. */
    public String placed(String nameAndPort) {
        return directory.find(nameAndPort);
    }

    synchronized void watch(Watched each) {
        if (!watched.contains(each)) watched.add(each);
    }

    /** Groups that are no longer in force are not looked up again, but for the requests that wait for it. */
    public synchronized void forget(Collection<? extends Watched> all) {
        all.forEach(Watched::leave);
        dropForgotten();
    }

    private synchronized void dropForgotten() {
        watched.removeIf(Watched::isDone);
    }

    /**
     * Gives the name servers that answer a moment to do so before the first requests come; the others are not waited for. Not on a loop.
     */
    public void awaitFirst(Collection<? extends Watched> all) {
        long until = System.nanoTime() + FIRST_NANOS;
        for (var each : all) each.awaitFirst(until);
    }

    /** Something may be due now. */
    void hurry() {
        LockSupport.unpark(thread);
    }

    /** Whether {@link #resolve} asks nobody. */
    boolean isAtHand(String text) {
        if (text.startsWith("unix:")) return true;
        var placed = directory.find(text);
        return isLiteral(host(placed != null ? placed : text));
    }

    /** May block. {@code text} is {@code host:port} or {@code unix:/path}; {@code servers} null for the system's. */
    Found resolve(String text, NameServers servers, boolean often) throws UnknownHostException {
        if (text.startsWith("unix:")) return new Found(List.of(new Spot(UnixDomainSocketAddress.of(text.substring(5)))), AGAIN_NANOS, true);
        var placed = directory.find(text);
        if (placed != null) text = placed;
        int colon = text.lastIndexOf(':');
        int port = Integer.parseInt(text.substring(colon + 1));
        var host = host(text);
        boolean literal = isLiteral(host);
        if (servers == null || literal || placed != null) {
            long holds = often ? RESOLVE_NANOS : AGAIN_NANOS;
            return new Found(withPort(Arrays.asList(InetAddress.getAllByName(host)), port), holds, literal && placed == null);
        }
        var answer = servers.lookup(host);
        return new Found(withPort(answer.addresses(), port), Math.max(RESOLVE_NANOS, answer.seconds() * 1_000_000_000), false);
    }

    static String host(String text) {
        var host = text.substring(0, text.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || !host.isEmpty() && host.chars().allMatch(c -> c == '.' || Character.digit(c, 10) >= 0);
    }

    private static List<Spot> withPort(List<InetAddress> addresses, int port) {
        var all = new ArrayList<Spot>(addresses.size());
        for (var address : addresses) all.add(new Spot(new InetSocketAddress(address, port)));
        return all;
    }

    /**
     * The servers of a service. May block.
     *
     * @param service {@code http} stands for {@code _http._tcp}; with a dot it is what stands before the name
     */
    static Found services(String host, String service, NameServers servers) throws UnknownHostException {
        if (servers == null) throw new UnknownHostException("a \"resolver\" is needed for services");
        var answer = servers.services((service.contains(".") ? service : "_" + service + "._tcp") + "." + host);
        int first = answer.services().stream().mapToInt(Service::priority).min().orElseThrow();
        long seconds = answer.seconds();
        var spots = new ArrayList<Spot>();
        UnknownHostException missing = null;
        for (var one : answer.services()) {
            try {
                var found = servers.lookup(one.target());
                seconds = Math.min(seconds, found.seconds());
                for (var address : found.addresses()) {
                    spots.add(new Spot(new InetSocketAddress(address, one.port()), Math.max(1, one.weight()), one.priority() > first));
                }
            } catch (UnknownHostException unknown) {
                missing = unknown; // the others may be there
            }
        }
        if (spots.isEmpty()) throw missing;
        return new Found(spots, Math.max(RESOLVE_NANOS, seconds * 1_000_000_000), false);
    }

    private void lookAgain() {
        long pause = LOOK_NANOS;
        while (!closing) {
            LockSupport.parkNanos(pause);
            boolean changed = directory.reread();
            long now = System.nanoTime();
            pause = LOOK_NANOS;
            for (var each : watched) pause = Math.min(pause, each.lookAgain(now, changed));
            dropForgotten();
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
    }
}
