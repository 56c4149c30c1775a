package owlboard.wire.net;

import java.io.IOException;
import java.net.SocketAddress;
import owlboard.wire.loop.Loop;

/** A connection that is being made. From virtual threads of its loop only; closing it is up to whoever does not take its wire. */
public final class Dialling implements AutoCloseable {
    private final PlainWire wire;
    private boolean connected;

    Dialling(PlainWire wire, boolean connected) {
        this.wire = wire;
        this.connected = connected;
    }

    /** Begins to connect; {@code bind} is the own end, or null. Fails with what the system says at once. */
    public static Dialling to(Loop loop, SocketAddress peer, SocketAddress bind) throws IOException {
        return Dial.begin(loop, peer, bind);
    }

    /**
     * Waits until it is there, {@code millis} at most (0: as long as the system tries). Fails with {@link Expired}, after which it may be
     * waited for again, or with what the system says ({@link java.net.ConnectException}).
     */
    public PlainWire await(long millis) throws IOException {
        if (connected) return wire;
        wire.deadlineIn(millis);
        wire.awaitConnected();
        wire.deadlineIn(0);
        connected = true;
        return wire;
    }

    /** Whether {@link #await} would tell at once. */
    public boolean isDecided() {
        return connected || wire.isReadable();
    }

    /** Waits until one of both is decided, {@code millis} at most (0: as long as the system tries), which is {@link Expired}. */
    public void awaitEither(Dialling other, long millis) throws IOException {
        if (isDecided() || other.isDecided()) return;
        wire.deadlineIn(millis);
        Waitable.awaitReadable(wire, other.wire, null);
        wire.deadlineIn(0);
    }

    @Override
    public void close() {
        wire.close();
    }
}
