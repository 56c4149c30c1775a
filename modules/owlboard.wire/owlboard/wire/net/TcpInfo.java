package owlboard.wire.net;

import java.io.FileDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.channels.SocketChannel;

/**
 * What the system knows of a TCP connection ({@code TCP_INFO} of tcp(7), Linux), which Java has no name for. Touching this class costs
 * about 50 ms, once: {@link #load} does, away from loops. Needs {@code --enable-native-access=owlboard.wire}, and what
 * {@link SocketOptions} does.
 */
@SuppressWarnings("restricted")
public final class TcpInfo {
    /** Where numbers of 32 bits are in {@code struct tcp_info}. */
    public enum Field {
        RTT(68), RTTVAR(72), SND_CWND(80), RCV_SPACE(96);

        private final int at;

        Field(int at) {
            this.at = at;
        }
    }

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final int INFO_BYTES = 104;
    private static final MethodHandle GET = Linker.nativeLinker().downcallHandle(
            Linker.nativeLinker().defaultLookup().findOrThrow("getsockopt"), FunctionDescriptor.of(ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    private static final MethodHandle NUMBER = number();

    private TcpInfo() {}

    private static MethodHandle number() {
        try {
            var number = Class.forName("sun.nio.ch.IOUtil").getMethod("fdVal", FileDescriptor.class);
            number.setAccessible(true);
            return MethodHandles.lookup().unreflect(number);
        } catch (ReflectiveOperationException other) {
            throw new IllegalStateException("this JDK does not number sockets as expected: it must be a JDK 25", other);
        }
    }

    /** So that {@link #of} is fast. */
    public static void load() {
        SocketOptions.descriptors();
    }

    /** -1: there is none, of a unix socket say. */
    static long of(SocketChannel channel, Field field) {
        try (var arena = Arena.ofConfined()) {
            int descriptor = (int) NUMBER.invokeExact((FileDescriptor) SocketOptions.descriptors().invoke(channel));
            var info = arena.allocate(INFO_BYTES, Integer.BYTES);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, INFO_BYTES);
            int failed = (int) GET.invokeExact(descriptor, IPPROTO_TCP, TCP_INFO, info, length);
            boolean there = failed == 0 && length.get(ValueLayout.JAVA_INT, 0) >= field.at + Integer.BYTES;
            return there ? Integer.toUnsignedLong(info.get(ValueLayout.JAVA_INT, field.at)) : -1;
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable never) {
            throw new AssertionError("getsockopt", never);
        }
    }
}
