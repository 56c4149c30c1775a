package owlboard.proxy;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Users and groups by name, as the C library finds them: in files, or by whatever nsswitch.conf(5) names. Touching this class costs about
 * 50 ms, once. For one thread at a time. Needs {@code --enable-native-access=owlboard.proxy}.
 */
@SuppressWarnings("restricted")
final class SystemUsers {
    /** A directory server may be asked. */
    private static final long ANSWER_SECONDS = 30;
    private static final int GROUPS_MAX = 65_536;
    /** Where a {@code struct passwd}, a {@code struct group} of a Linux of 64 bits has them: behind a name and a password. */
    private static final long UID = 16;
    private static final long GID = 16;
    private static final MethodHandle GETPWNAM = named("getpwnam");
    private static final MethodHandle GETGRNAM = named("getgrnam");
    private static final MethodHandle GETGROUPLIST = function("getgrouplist", FunctionDescriptor.of(ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));

    private SystemUsers() {}

    private static MethodHandle named(String function) {
        return function(function, FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), type);
    }

    /** The number of a user; empty: there is none of that name. */
    static OptionalInt user(String name) throws TimeoutException {
        return inTime(() -> number(GETPWNAM, name, UID));
    }

    /** The same of a group. */
    static OptionalInt group(String name) throws TimeoutException {
        return inTime(() -> number(GETGRNAM, name, GID));
    }

    /** All groups of a user, {@code gid} among them, as initgroups(3) has them. */
    static List<Integer> groups(String user, int gid) throws TimeoutException {
        return inTime(() -> {
            try (var arena = Arena.ofConfined()) {
                var room = arena.allocate(ValueLayout.JAVA_INT, GROUPS_MAX);
                var count = arena.allocateFrom(ValueLayout.JAVA_INT, GROUPS_MAX);
                int all = (int) GETGROUPLIST.invokeExact(arena.allocateFrom(user), gid, room, count);
                if (all < 0) return List.of(gid);
                return IntStream.range(0, all).mapToObj(i -> room.getAtIndex(ValueLayout.JAVA_INT, i)).toList();
            } catch (Throwable impossible) {
                throw new LinkageError("getgrouplist", impossible);
            }
        });
    }

    private static OptionalInt number(MethodHandle find, String name, long at) {
        try (var arena = Arena.ofConfined()) {
            var found = (MemorySegment) find.invokeExact(arena.allocateFrom(name));
            if (found.equals(MemorySegment.NULL)) return OptionalInt.empty();
            return OptionalInt.of(found.reinterpret(at + Integer.BYTES).get(ValueLayout.JAVA_INT, at));
        } catch (Throwable impossible) {
            throw new LinkageError("the names of users", impossible);
        }
    }

    /** What the library begins cannot be broken off. */
    private static <T> T inTime(Callable<T> search) throws TimeoutException {
        var task = new FutureTask<>(search);
        Thread.ofPlatform().daemon().name("users").start(task);
        try {
            return task.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new LinkageError("the names of users", failed.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted");
        }
    }
}
