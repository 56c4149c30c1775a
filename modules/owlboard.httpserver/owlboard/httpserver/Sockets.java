package owlboard.httpserver;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import owlboard.wire.loop.Loops;
import owlboard.wire.net.Listener;

/** The listening sockets of one server: one per loop, all on one address, so that the kernel spreads connections. */
final class Sockets {
    private Sockets() {}

    /**
     * Port 0: the system chooses for the first, and the others follow. A wildcard address takes IPv4 and IPv6 where the machine has both.
     */
    static List<ServerSocketChannel> bind(InetSocketAddress address, int backlog) throws IOException {
        var sockets = new ArrayList<ServerSocketChannel>();
        try {
            var first = first(address, Math.max(0, backlog));
            sockets.add(first);
            for (int i = 1; i < Loops.all().size(); i++) sockets.add(Listener.bind(first.getLocalAddress(), true, Math.max(0, backlog)));
            return sockets;
        } catch (IOException | RuntimeException failure) {
            for (var socket : sockets) socket.close();
            if (failure instanceof BindException) {
                throw (BindException) new BindException("cannot listen on " + address + ": " + failure.getMessage()).initCause(failure);
            }
            throw failure;
        }
    }

    private static ServerSocketChannel first(InetSocketAddress address, int backlog) throws IOException {
        refuseTakenPort(address);
        if (address.getAddress() != null && address.getAddress().isAnyLocalAddress()) {
            try {
                return Listener.bind(new InetSocketAddress(InetAddress.getByName("::"), address.getPort()), true, backlog);
            } catch (UnsupportedOperationException | SocketException noIpv6) {
                return Listener.bind(address, true, backlog);
            }
        }
        return Listener.bind(address, true, backlog);
    }

    /** {@code SO_REUSEPORT} would let two servers of one user share a port by mistake: a socket without it finds out. */
    private static void refuseTakenPort(InetSocketAddress address) throws IOException {
        if (address.getPort() != 0) Listener.bind(address, false, 1).close();
    }
}
