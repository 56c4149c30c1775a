package owlboard.proxy.logfile;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Datagrams to a unix socket (unix(7), Linux), which Java has no class for. Touching this class costs about 50 ms, once: only a log to such
 * a socket does. Needs {@code --enable-native-access=owlboard.proxy} to run without the JVM's warning.
 */
@SuppressWarnings("restricted")
final class UnixDatagrams implements AutoCloseable {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int PATH_MAX = 107;
    private static final int DONTWAIT_NOSIGNAL = 0x40 | 0x4000;

    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET = call("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle CONNECT = call("connect", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
    private static final MethodHandle SEND = call("send", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(INT, INT));

    private final int descriptor;

    private UnixDatagrams(int descriptor) {
        this.descriptor = descriptor;
    }

    private static MethodHandle call(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), type,
                Linker.Option.captureCallState("errno"));
    }

    static UnixDatagrams to(String path) throws IOException {
        var name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length > PATH_MAX) throw new IOException("File name too long");
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            int descriptor = (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            if (descriptor < 0) throw failure(state);
            var opened = new UnixDatagrams(descriptor);
            var address = arena.allocate(2 + PATH_MAX + 1, 2);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
            int connected = (int) CONNECT.invokeExact(state, descriptor, address, 2 + name.length + 1);
            if (connected == 0) return opened;
            opened.close();
            throw failure(state);
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new LinkageError("connect", impossible);
        }
    }

    /** Does not wait: a receiver that does not follow loses it. */
    void send(ByteBuffer datagram) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            int length = datagram.remaining();
            var bytes = arena.allocate(Math.max(1, length));
            bytes.copyFrom(MemorySegment.ofBuffer(datagram));
            long sent = (long) SEND.invokeExact(state, descriptor, bytes, (long) length, DONTWAIT_NOSIGNAL);
            if (sent < 0) throw failure(state);
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new LinkageError("send", impossible);
        }
    }

    private static IOException failure(MemorySegment state) {
        return new IOException(Errno.text(state.get(INT, ERRNO)));
    }

    @Override
    public void close() {
        try (var arena = Arena.ofConfined()) {
            int _ = (int) CLOSE.invokeExact(arena.allocate(STATE), descriptor);
        } catch (Throwable impossible) {
            throw new LinkageError("close", impossible);
        }
    }
}
