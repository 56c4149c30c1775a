package owlboard.proxy.listen;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import owlboard.wire.loop.Faults;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Loops;
import owlboard.wire.net.Listener;
import owlboard.wire.net.SocketOptions;

/** One listening address with a socket per loop. It stays open over reloads as long as the configuration has it. */
public final class ListenAddress {
    /** Who may connect to a unix socket, as to nginx's. */
    public static final Set<PosixFilePermission> EVERYBODY = PosixFilePermissions.fromString("rw-rw-rw-");
    public static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private final Protocol protocol;
    private final SocketAddress bound;
    private final List<Listener> listeners = new ArrayList<>();
    /** By loop. */
    private final List<Set<Conversation>> conversations = new ArrayList<>();
    /** Of a unix socket: another process may have put its own there. */
    private final Object inode;
    private volatile boolean draining;

    private ListenAddress(Protocol protocol, SocketAddress bound) throws IOException {
        this.protocol = protocol;
        this.bound = bound;
        inode = bound instanceof UnixDomainSocketAddress unix ? inode(unix) : null;
    }

    private static Object inode(UnixDomainSocketAddress unix) throws IOException {
        return Files.exists(unix.getPath()) ? Files.readAttributes(unix.getPath(), BasicFileAttributes.class).fileKey() : null;
    }

    /**
     * Binds and begins to accept. {@code at} is where it is published. A port 0 gives each loop the port that the system chose for the
     * first one. {@code probe}: nothing of ours is on this port yet, so anything there is another process's. {@code who} may connect to a
     * unix socket.
     */
    public static ListenAddress open(Protocol protocol, int backlog, SocketOptions options, SocketAddress at, boolean probe,
            Set<PosixFilePermission> who) throws IOException {
        var loops = at instanceof UnixDomainSocketAddress ? Loops.all().subList(0, 1) : Loops.all();
        if (at instanceof UnixDomainSocketAddress unix) takeOver(unix, probe);
        else if (probe) Listener.bind(at, false, 1, options).close(); // shared sockets would share with another process too
        var channels = new ArrayList<ServerSocketChannel>();
        try {
            for (int i = 0; i < loops.size(); i++) {
                // shared even by one: *:80 and 127.0.0.1:80 are two sockets
                channels.add(Listener.bind(at, true, backlog, options));
                if (i == 0) at = channels.getFirst().getLocalAddress();
                if (at instanceof UnixDomainSocketAddress unix) Files.setPosixFilePermissions(unix.getPath(), who);
            }
            var address = new ListenAddress(protocol, at);
            for (var _ : Loops.all()) address.conversations.add(new HashSet<>());
            for (int i = 0; i < loops.size(); i++) address.accept(loops.get(i), channels.get(i));
            return address;
        } catch (IOException failure) {
            for (var channel : channels) channel.close();
            throw failure;
        }
    }

    /** A socket that a process left behind which has died is in nobody's way; one that is listened on is, and so is what is no socket. */
    private static void takeOver(UnixDomainSocketAddress unix, boolean probe) throws IOException {
        if (isOther(unix.getPath()) || probe && isAlive(unix)) throw new BindException("Address already in use");
        Files.deleteIfExists(unix.getPath());
    }

    /** A socket is neither a file nor a folder nor a link. */
    private static boolean isOther(Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && !Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther();
    }

    private static boolean isAlive(UnixDomainSocketAddress unix) {
        try (var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.configureBlocking(false);
            client.connect(unix);
            return true; // or it has more clients waiting than it takes
        } catch (IOException nobody) {
            return false;
        }
    }

    private void accept(Loop loop, ServerSocketChannel channel) throws IOException {
        var open = conversations.get(loop.index);
        listeners.add(Listener.accept(loop, channel, wire -> {
            var conversation = protocol.begin(wire, this);
            open.add(conversation);
            try {
                conversation.run();
            } finally {
                if (!conversation.goesOn()) open.remove(conversation);
            }
        }));
    }

    /** One that {@link Conversation#goesOn} is over. On {@code loop}, which is its own. */
    public void ended(Conversation conversation, Loop loop) {
        conversations.get(loop.index).remove(conversation);
    }

    public boolean isUnix() {
        return bound instanceof UnixDomainSocketAddress;
    }

    public boolean isDraining() {
        return draining;
    }

    /** The address that clients connect to. */
    public SocketAddress bound() {
        return bound;
    }

    public int port() {
        return bound instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    /** Stops accepting; connections end after the request they are in, idle ones at once. Does not wait. */
    public void drain() {
        draining = true;
        for (var listener : listeners) listener.stop();
        if (bound instanceof UnixDomainSocketAddress unix) {
            try {
                if (Objects.equals(inode, inode(unix))) Files.deleteIfExists(unix.getPath());
            } catch (IOException failure) {
                Faults.report("removing " + unix, failure);
            }
        }
        onEachLoop(Conversation::closeIfIdle);
    }

    /** Another configuration is in force. Does not wait. */
    public void closeOutdated() {
        onEachLoop(Conversation::closeIfOutdated);
    }

    // What follows waits for the loops until a time in the units of System.nanoTime(): a loop that is held must not hold the end of a
    // process.

    /** After {@link #drain}: until its port is free. */
    public void awaitDrained(long until) {
        for (var listener : listeners) listener.awaitClosed(until);
    }

    /** While it drains: ends connections that have become idle. */
    public void closeIdle(long until) {
        await(onEachLoop(Conversation::closeIfIdle), until);
    }

    /** Ends what began before, in the units of System.nanoTime(), and is in progress still. Does not wait. */
    public void endOlderThan(long nanos) {
        onEachLoop(conversation -> conversation.endOlderThan(nanos));
    }

    /** Ends what is left. */
    public void closeAll(long until) {
        await(onEachLoop(Conversation::close), until);
    }

    /** How many connections are open; a loop that does not answer in time has one at least. */
    public int openConnections(long until) {
        var counts = new AtomicIntegerArray(conversations.size());
        for (int i = 0; i < counts.length(); i++) counts.set(i, 1);
        var done = new CountDownLatch(counts.length());
        for (int i = 0; i < counts.length(); i++) {
            int index = i;
            Loops.all().get(i).start(() -> {
                counts.set(index, conversations.get(index).size());
                done.countDown();
            });
        }
        await(done, until);
        int sum = 0;
        for (int i = 0; i < counts.length(); i++) sum += counts.get(i);
        return sum;
    }

    private CountDownLatch onEachLoop(Consumer<Conversation> action) {
        var done = new CountDownLatch(conversations.size());
        for (int i = 0; i < conversations.size(); i++) {
            var set = conversations.get(i);
            Loops.all().get(i).start(() -> {
                for (var conversation : List.copyOf(set)) action.accept(conversation);
                done.countDown();
            });
        }
        return done;
    }

    private static void await(CountDownLatch done, long until) {
        try {
            done.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
