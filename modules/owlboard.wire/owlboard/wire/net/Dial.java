package owlboard.wire.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import owlboard.wire.loop.Loop;

/** Connects to a peer. */
public final class Dial {
    private Dial() {}

    /** IPv4 peers get IPv4 sockets: a mapped address costs the kernel a detour with every segment. */
    private static ProtocolFamily familyOf(SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress inet)) return StandardProtocolFamily.UNIX;
        return inet.getAddress() instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    /**
     * Connects within {@code timeoutMillis} (0: as long as the system tries), from a virtual thread of {@code loop}. {@code bind} is the
     * own end, or null. Fails with {@link Expired}, or with what the system says ({@link java.net.ConnectException}).
     */
    public static PlainWire connect(Loop loop, SocketAddress peer, SocketAddress bind, long timeoutMillis) throws IOException {
        var dialling = begin(loop, peer, bind);
        try {
            return dialling.await(timeoutMillis);
        } catch (IOException | RuntimeException failure) {
            dialling.close();
            throw failure;
        }
    }

    static Dialling begin(Loop loop, SocketAddress peer, SocketAddress bind) throws IOException {
        var channel = SocketChannel.open(familyOf(peer));
        PlainWire wire = null;
        try {
            channel.configureBlocking(false);
            if (bind != null) channel.bind(bind);
            boolean connected = channel.connect(peer);
            wire = new PlainWire(loop, channel);
            wire.open(connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
            return new Dialling(wire, connected);
        } catch (IOException | RuntimeException failure) {
            if (wire != null) wire.close();
            else channel.close();
            throw failure;
        }
    }
}
