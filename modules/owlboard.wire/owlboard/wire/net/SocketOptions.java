package owlboard.wire.net;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InaccessibleObjectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * What a listening socket is told beyond its address (socket(7), tcp(7), ipv6(7), Linux); connections accepted from it inherit the rest.
 * Buffers are bytes, {@code fastOpen} is the length of its queue; 0, and {@code keepAlive} null: as the system does it. Java has names for
 * few of these, so they are set below it, which needs {@code --add-opens java.base/sun.nio.ch=owlboard.wire} once one is asked for.
 */
public record SocketOptions(boolean onlyIpv6, long receiveBuffer, long sendBuffer, boolean deferred, int fastOpen, KeepAlive keepAlive) {
    /** Probes of a connection on which nothing happens; 0: as the system does it. */
    public record KeepAlive(boolean on, int idleSeconds, int intervalSeconds, int probeCount) {}

    public static final SocketOptions NONE = new SocketOptions(false, 0, 0, false, 0, null);

    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_KEEPALIVE = 9;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int TCP_DEFER_ACCEPT = 9;
    private static final int TCP_FASTOPEN = 23;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    /** Before it is bound. */
    void apply(ServerSocketChannel channel, SocketAddress at) throws IOException {
        if (onlyIpv6 && at instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address) {
            set(channel, IPPROTO_IPV6, IPV6_V6ONLY, 1);
        }
        if (receiveBuffer > 0) set(channel, SOL_SOCKET, SO_RCVBUF, (int) receiveBuffer);
        if (sendBuffer > 0) set(channel, SOL_SOCKET, SO_SNDBUF, (int) sendBuffer);
        if (keepAlive != null) set(channel, SOL_SOCKET, SO_KEEPALIVE, keepAlive.on ? 1 : 0);
        if (at instanceof UnixDomainSocketAddress) return;
        if (deferred) set(channel, IPPROTO_TCP, TCP_DEFER_ACCEPT, 1);
        if (fastOpen > 0) set(channel, IPPROTO_TCP, TCP_FASTOPEN, fastOpen);
        if (keepAlive == null || !keepAlive.on) return;
        if (keepAlive.idleSeconds > 0) set(channel, IPPROTO_TCP, TCP_KEEPIDLE, keepAlive.idleSeconds);
        if (keepAlive.intervalSeconds > 0) set(channel, IPPROTO_TCP, TCP_KEEPINTVL, keepAlive.intervalSeconds);
        if (keepAlive.probeCount > 0) set(channel, IPPROTO_TCP, TCP_KEEPCNT, keepAlive.probeCount);
    }

    private static void set(ServerSocketChannel channel, int level, int option, int value) throws IOException {
        try {
            Below.SET.invokeExact((FileDescriptor) Below.DESCRIPTOR.invoke(channel), false, level, option, value, false);
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable never) {
            throw new AssertionError("setsockopt", never);
        }
    }

    /** Gives the {@link FileDescriptor} of a channel. */
    static MethodHandle descriptors() {
        return Below.DESCRIPTOR;
    }

    /** What the JDK sets its own options with. */
    private static final class Below {
        static final MethodHandle DESCRIPTOR;
        static final MethodHandle SET;

        static {
            try {
                var descriptor = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFD");
                descriptor.setAccessible(true);
                DESCRIPTOR = MethodHandles.lookup().unreflect(descriptor);
                var set = Class.forName("sun.nio.ch.Net").getDeclaredMethod("setIntOption0", FileDescriptor.class, boolean.class, int.class,
                        int.class, int.class, boolean.class);
                set.setAccessible(true);
                SET = MethodHandles.lookup().unreflect(set);
            } catch (InaccessibleObjectException closed) {
                var module = SocketOptions.class.getModule();
                throw new IllegalStateException("owlboard needs the JVM option --add-opens java.base/sun.nio.ch="
                        + (module.isNamed() ? module.getName() : "ALL-UNNAMED") + ": start it with bin/owlboard", closed);
            } catch (ReflectiveOperationException other) {
                throw new IllegalStateException("this JDK sets no options of sockets as expected: it must be a JDK 25", other);
            }
        }
    }
}
