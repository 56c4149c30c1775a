package owlboard.wire.loop;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * A user of the system, as the kernel knows one (credentials(7)), for one thread: to Linux they are a thread's own, and only the C library
 * keeps those of a process the same, so its functions are gone around. Needs {@code --enable-native-access=owlboard.wire}.
 */
@SuppressWarnings("restricted")
public record Credentials(int uid, int gid, List<Integer> groups) {
    public Credentials {
        groups = List.copyOf(groups);
    }

    /** Of syscall(2), which every architecture numbers anew. */
    private record Numbers(long geteuid, long setgroups, long setresuid, long setresgid) {
        static Numbers ofThisMachine() {
            return switch (System.getProperty("os.arch")) {
                case "amd64" -> new Numbers(107, 116, 117, 119);
                case "aarch64" -> new Numbers(175, 159, 147, 149);
                case String other -> throw new UnsupportedOperationException("the numbers of system calls are not known on " + other);
            };
        }
    }

    /** What a call needs; made at the first use of credentials, which costs about 50 ms. */
    private static final class Calls {
        static final MemoryLayout STATE = Linker.Option.captureStateLayout();
        static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
        static final MethodHandle SYSCALL = Linker.nativeLinker().downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("syscall"), FunctionDescriptor.of(ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno"));
    }

    /** Whether the thread that calls has these: it was started by one that had taken them. The number of the user comes last. */
    boolean areTaken() {
        try (var arena = Arena.ofConfined()) {
            return syscall(arena.allocate(Calls.STATE), Numbers.ofThisMachine().geteuid, 0, 0, 0) == uid;
        }
    }

    /**
     * The thread that calls has these from here on, and so has whatever it starts. There is no way back: of root's nothing is left, no
     * saved number either.
     */
    public void take() throws IOException {
        var numbers = Numbers.ofThisMachine();
        try (var arena = Arena.ofConfined()) {
            var list = groups.isEmpty() ? MemorySegment.NULL
                    : arena.allocateFrom(ValueLayout.JAVA_INT, groups.stream().mapToInt(Integer::intValue).toArray());
            call(arena, "setgid", numbers.setresgid, gid, gid, gid);
            call(arena, "setgroups", numbers.setgroups, groups.size(), list.address(), 0);
            call(arena, "setuid", numbers.setresuid, uid, uid, uid);
        }
    }

    /** {@code name}: what nginx calls for it. */
    private void call(Arena arena, String name, long number, long first, long second, long third) throws IOException {
        var state = arena.allocate(Calls.STATE);
        if (syscall(state, number, first, second, third) == 0) return;
        int error = state.get(ValueLayout.JAVA_INT, Calls.ERRNO);
        throw new IOException(name + '(' + (name.equals("setuid") ? uid : gid) + ") failed (" + error
                + (error == 1 ? ": Operation not permitted)" : ": error " + error + ')'));
    }

    private static long syscall(MemorySegment state, long number, long first, long second, long third) {
        try {
            return (long) Calls.SYSCALL.invokeExact(state, number, first, second, third);
        } catch (Throwable impossible) {
            throw new LinkageError("syscall", impossible);
        }
    }
}
