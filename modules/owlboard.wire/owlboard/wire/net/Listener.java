package owlboard.wire.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import owlboard.wire.loop.Complaint;
import owlboard.wire.loop.Faults;
import owlboard.wire.loop.Loop;

/**
 * A listening socket of one loop; with {@code SO_REUSEPORT} each loop has its own and the kernel spreads connections.
 * A virtual thread accepts and starts one more per connection.
 */
public final class Listener implements Loop.Watched {
    /** A pause after EMFILE and its kin, so that a full descriptor table does not spin. */
    private static final long BACK_OFF_MILLIS = 50;
    private static final Complaint CANNOT_ACCEPT = new Complaint(Faults.Weight.CRIT);

    private final Loop loop;
    private final ServerSocketChannel channel;
    private final SelectionKey key;
    private static final long CLOSE_NANOS = 5_000_000_000L;
    /** Before each turn of this thread comes a select. */
    private static final int TURNS_MAX = 100;

    private volatile Thread acceptor;
    private final Consumer<PlainWire> onConnection;
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean ready;
    private volatile boolean closing;
    private int slot = -1;

    private Listener(Loop loop, ServerSocketChannel channel, Consumer<PlainWire> onConnection) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.onConnection = onConnection;
        channel.configureBlocking(false);
        key = channel.register(loop.selector(), SelectionKey.OP_ACCEPT, this);
        loop.start(this::acceptUntilClosed);
    }

    private static ServerSocketChannel open(SocketAddress address) throws IOException {
        if (address instanceof UnixDomainSocketAddress) return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean six = address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
        return six ? openSix() : ServerSocketChannel.open(StandardProtocolFamily.INET);
    }

    /** Binds a socket without listening on a loop yet. {@code shared}: several sockets may bind this address. Backlog 0 is the system's. */
    public static ServerSocketChannel bind(SocketAddress address, boolean shared, int backlog) throws IOException {
        return bind(address, shared, backlog, SocketOptions.NONE);
    }

    public static ServerSocketChannel bind(SocketAddress address, boolean shared, int backlog, SocketOptions options) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        var channel = open(address);
        try {
            if (!unix) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                if (shared) channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            options.apply(channel, address);
            return channel.bind(address, backlog == 0 ? 511 : backlog);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /** Where no interface has an IPv6 address, as in most containers, the JDK opens no such socket. */
    private static ServerSocketChannel openSix() throws IOException {
        try {
            return ServerSocketChannel.open(StandardProtocolFamily.INET6);
        } catch (UnsupportedOperationException none) {
            throw new SocketException(none.getMessage());
        }
    }

    /** Starts accepting on {@code loop}. {@code onConnection} runs in a new virtual thread per connection and owns the wire. */
    public static Listener accept(Loop loop, ServerSocketChannel channel, Consumer<PlainWire> onConnection) throws IOException {
        return new Listener(loop, channel, onConnection);
    }

    private void acceptUntilClosed() {
        acceptor = Thread.currentThread();
        loop.watch(this);
        try {
            while (!closing) {
                var accepted = next();
                if (accepted != null) start(accepted);
            }
            leaveSelector();
            // closing resets what the kernel has queued: what comes is taken until there is nothing, and then it is closed at once
            for (SocketChannel queued; (queued = channel.accept()) != null; ) start(queued);
        } catch (IOException failure) {
            if (!closing) Faults.report("accepting on " + channel, failure);
        } finally {
            leaveSelector();
            loop.forget(this);
            try {
                channel.close();
            } catch (IOException failure) {
                Faults.report("closing " + channel, failure);
            }
            closed.countDown();
        }
    }

    /** A channel that a selector knows is closed at its next select only, and queues until then what nobody would take. */
    private void leaveSelector() {
        key.cancel();
        for (int turns = 0; channel.isRegistered() && turns < TURNS_MAX; turns++) Thread.yield();
    }

    private SocketChannel next() throws IOException {
        SocketChannel accepted = null;
        if (ready) {
            try {
                accepted = channel.accept();
            } catch (IOException failure) {
                if (!channel.isOpen()) throw failure;
                CANNOT_ACCEPT.add(count -> "accept() failed (" + errno(failure.getMessage()) + ") " + count
                        + " times: is the limit of open files too low?");
                pause();
            }
        }
        if (accepted == null) {
            ready = false;
            key.interestOps(SelectionKey.OP_ACCEPT);
            while (!ready && !closing) LockSupport.park(this);
            Thread.interrupted();
        }
        return accepted;
    }

    /** As nginx writes it; the JDK keeps the text alone. */
    private static String errno(String text) {
        return switch (text) {
            case "Too many open files" -> "24: " + text;
            case "Too many open files in system" -> "23: " + text;
            case null, default -> text;
        };
    }

    private static void pause() {
        try {
            Thread.sleep(BACK_OFF_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(SocketChannel accepted) throws IOException {
        var wire = new PlainWire(loop, accepted);
        wire.counts();
        try {
            wire.open(SelectionKey.OP_READ);
        } catch (IOException peerIsGone) {
            accepted.close();
            return;
        }
        loop.start(() -> onConnection.accept(wire));
    }

    @Override
    public void ready(SelectionKey readyKey) {
        ready = true;
        readyKey.interestOps(0);
        LockSupport.unpark(acceptor);
    }

    @Override
    public long tick(long now) {
        return NEVER_NANOS;
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public void slot(int newSlot) {
        slot = newSlot;
    }

    public SocketAddress address() throws IOException {
        return channel.getLocalAddress();
    }

    /**
     * Stops accepting after what is queued, and waits until the port is free, at most 5 s. From outside the loop, or from a virtual thread
     * of it.
     */
    public void close() {
        stop();
        awaitClosed(System.nanoTime() + CLOSE_NANOS);
    }

    /** Begins to close: accepts what is queued and no more. From any thread. */
    public void stop() {
        closing = true;
        loop.start(() -> LockSupport.unpark(acceptor)); // after the acceptor has begun: tasks of a loop keep their order
    }

    /**
     * After {@link #stop}: whether the port is free, which a loop that is held does not come to. {@code until} is in the units of
     * {@link System#nanoTime()}.
     */
    public boolean awaitClosed(long until) {
        try {
            return closed.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
