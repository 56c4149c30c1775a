package owlboard.wire.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import owlboard.edge.Wait;
import owlboard.harness.Reserved;
import owlboard.wire.net.SocketOptions.KeepAlive;

/** What the kernel says of sockets that were opened with options. */
class SocketOptionsTest {
    private static ServerSocketChannel bind(String address, SocketOptions options) throws IOException {
        return Listener.bind(new InetSocketAddress(InetAddress.getByName(address), 0), true, 16, options);
    }

    private static int port(ServerSocketChannel channel) throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    private static SocketChannel connect(ServerSocketChannel to) throws IOException {
        return SocketChannel.open(new InetSocketAddress("127.0.0.1", port(to)));
    }

    @Test
    void acceptedConnectionsInheritBuffersAndProbes() throws IOException {
        var options = new SocketOptions(false, 8192, 16384, false, 256, new KeepAlive(true, 1800, 7, 10));
        try (var channel = bind("127.0.0.1", options); var _ = connect(channel); var accepted = channel.accept()) {
            assertEquals(8192, accepted.getOption(StandardSocketOptions.SO_RCVBUF));
            assertEquals(16384, accepted.getOption(StandardSocketOptions.SO_SNDBUF));
            assertTrue(accepted.getOption(StandardSocketOptions.SO_KEEPALIVE));
            assertEquals(1800, accepted.getOption(ExtendedSocketOptions.TCP_KEEPIDLE));
            assertEquals(7, accepted.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL));
            assertEquals(10, accepted.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT));
        }
    }

    @Test
    void aDeferredConnectionComesWithItsFirstBytes() throws IOException {
        try (var channel = bind("127.0.0.1", new SocketOptions(false, 0, 0, true, 0, null)); var client = connect(channel)) {
            channel.configureBlocking(false);
            assertNull(channel.accept());
            client.write(ByteBuffer.wrap(new byte[] {'G'}));
            Wait.until("it comes", () -> {
                try (var accepted = channel.accept()) {
                    return accepted != null;
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }

    @Test
    void ipv6OnlyLeavesIpv4ToOthers() throws IOException {
        assumeTrue(NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null, "no IPv6 here");
        try (var reserved = new Reserved(); // which nobody has of the IPv4 ports either
                var channel = Listener.bind(new InetSocketAddress(InetAddress.getByName("::"), reserved.port()), true, 16,
                        new SocketOptions(true, 0, 0, false, 0, null))) {
            assertThrows(ConnectException.class, () -> connect(channel));
            SocketChannel.open(new InetSocketAddress("::1", port(channel))).close();
        }
        try (var both = bind("::", SocketOptions.NONE)) {
            connect(both).close();
        }
    }
}
