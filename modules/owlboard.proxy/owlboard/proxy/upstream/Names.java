package owlboard.proxy.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import owlboard.wire.net.EndpointDirectory;

/**
 * From {@code name:port} to addresses: the endpoint directory first, then the system's resolver. One thread looks again: every second for what is not resolved or was
 * changed in the directory, every {@link #AGAIN_MILLIS} for the rest, at once after a connect failure.
 */
public final class Names implements AutoCloseable {
    private static final long LOOK_MILLIS = 1_000;
    private static final long AGAIN_MILLIS = 10_000;

    private final EndpointDirectory directory;
    private final List<Upstream> watched = new CopyOnWriteArrayList<>();
    private volatile boolean hurry;
    private volatile boolean closing;
    private final Thread thread = Thread.ofPlatform().daemon().name("names").unstarted(this::lookAgain);

    /** {@code endpoints} may be null. */
    public Names(Path endpoints) {
        directory = new EndpointDirectory(endpoints);
    }

    public void start() {
        thread.start();
    }

    void watch(Upstream upstream) {
        watched.add(upstream);
    }

    /** Groups that are no longer in force are not looked up again. */
    public void forget(Collection<Upstream> upstreams) {
        watched.removeAll(upstreams);
    }

    /** A connection was refused or timed out: the name may have moved. */
    void hurry() {
        hurry = true;
        LockSupport.unpark(thread);
    }

    /** May block. {@code text} is {@code host:port} or {@code unix:/path}. */
    List<SocketAddress> resolve(String text) throws UnknownHostException {
        if (text.startsWith("unix:")) return List.of(UnixDomainSocketAddress.of(text.substring(5)));
        var named = directory.find(text);
        if (named != null) text = named;
        int colon = text.lastIndexOf(':');
        int port = Integer.parseInt(text.substring(colon + 1));
        var host = text.substring(0, colon);
        if (host.startsWith("[")) host = host.substring(1, host.length() - 1);
        var addresses = new ArrayList<SocketAddress>();
        for (var address : InetAddress.getAllByName(host)) addresses.add(new InetSocketAddress(address, port));
        return addresses;
    }

    static String text(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) return "unix:" + address;
        var host = inet.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
    }

    private void lookAgain() {
        long all = System.nanoTime();
        while (!closing) {
            LockSupport.parkNanos(LOOK_MILLIS * 1_000_000);
            boolean changed = directory.reread();
            long now = System.nanoTime();
            boolean everything = changed || hurry || now - all >= AGAIN_MILLIS * 1_000_000;
            if (everything) all = now;
            hurry = false;
            for (var upstream : watched) upstream.resolve(!everything);
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
    }
}
