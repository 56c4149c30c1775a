package owlboard.cli.nginx;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.IntConsumer;

/**
 * The few system calls that nginx's life needs and Java has no class for. Touching this class costs about 50 ms, once: only the nginx
 * command does. Needs {@code --enable-native-access=owlboard.cli} to run without the JVM's warning.
 */
@SuppressWarnings("restricted")
final class Posix {
    static final int SIGHUP = 1;
    static final int SIGQUIT = 3;
    static final int SIGUSR1 = 10;
    static final int SIGALRM = 14;
    static final int SIGTERM = 15;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final int READ_WRITE_EXECUTE = 7;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int O_RDWR = 2;

    private Posix() {}

    /** kill(2): 0, or the error number. */
    static int kill(int pid, int signal) {
        var state = Linker.Option.captureStateLayout();
        var kill = Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
                FunctionDescriptor.of(INT, INT, INT), Linker.Option.captureCallState("errno"));
        try (var arena = Arena.ofConfined()) {
            var captured = arena.allocate(state);
            int result = (int) kill.invokeExact(captured, pid, signal);
            return result == 0 ? 0 : captured.get(INT, state.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
        } catch (Throwable impossible) {
            throw new LinkageError("kill", impossible);
        }
    }

    /** signal(3): what happens by itself. */
    static void setDefault(int signal) {
        try {
            long before = (long) call("signal", FunctionDescriptor.of(LONG, INT, LONG)).invokeExact(signal, 0L);
            if (before == -1) throw new LinkageError("signal");
        } catch (Throwable impossible) {
            throw new LinkageError("signal", impossible);
        }
    }

    /** setsid(2): no terminal, no process group of whoever started this. */
    static void leaveSession() {
        try {
            int session = (int) call("setsid", FunctionDescriptor.of(INT)).invokeExact();
            if (session < 0) throw new LinkageError("setsid: this process leads a process group already");
        } catch (Throwable impossible) {
            throw new LinkageError("setsid", impossible);
        }
    }

    /** Standard input, output and error become /dev/null, for whoever waits for their end. */
    static void leaveTerminal() {
        try (var arena = Arena.ofConfined()) {
            int nowhere = (int) call("open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT))
                    .invokeExact(arena.allocateFrom("/dev/null"), O_RDWR);
            if (nowhere < 0) throw new LinkageError("/dev/null cannot be opened");
            var dup2 = call("dup2", FunctionDescriptor.of(INT, INT, INT));
            for (int standard = 0; standard <= 2; standard++) {
                int copied = (int) dup2.invokeExact(nowhere, standard);
                if (copied < 0) throw new LinkageError("dup2");
            }
        } catch (Throwable impossible) {
            throw new LinkageError("/dev/null", impossible);
        }
    }

    /**
     * SIGQUIT becomes SIGALRM, which Java can handle; call it after a handler for ALRM is there. The JVM keeps QUIT for its thread dump and
     * delivers it on a thread of its own, where no Java code may run. So the handler is native: on x86-64 three instructions that enter the
     * JVM's own handler with the other number. Elsewhere it is alarm(3) of the C library, which is safe in a handler: the number of SIGQUIT
     * is its argument, so ALRM comes three seconds later.
     */
    static void quitBecomesAlarm() {
        try (var arena = Arena.ofConfined()) {
            var sigaction = call("sigaction", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
            var action = arena.allocate(256, 16); // struct sigaction has 152 bytes on Linux; the handler comes first
            int got = (int) sigaction.invokeExact(SIGALRM, MemorySegment.NULL, action);
            if (got != 0) throw new LinkageError("sigaction");
            boolean known = System.getProperty("os.arch").equals("amd64");
            action.set(LONG, 0, known ? enters(action.get(LONG, 0), SIGALRM) : Linker.nativeLinker().defaultLookup().findOrThrow("alarm")
                    .address());
            int set = (int) sigaction.invokeExact(SIGQUIT, action, MemorySegment.NULL);
            if (set != 0) throw new LinkageError("sigaction");
        } catch (Throwable impossible) {
            throw new LinkageError("SIGQUIT", impossible);
        }
    }

    /** Machine code: {@code mov edi, signal; mov rax, handler; jmp rax}. */
    private static long enters(long handler, int signal) throws Throwable {
        var mmap = call("mmap", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, LONG, INT, INT, INT, LONG));
        var page = ((MemorySegment) mmap.invokeExact(MemorySegment.NULL, 4096L, READ_WRITE_EXECUTE, PRIVATE_ANONYMOUS, -1, 0L))
                .reinterpret(4096);
        if (page.address() == -1) throw new LinkageError("mmap: no executable memory");
        page.set(ValueLayout.JAVA_BYTE, 0, (byte) 0xBF);
        page.set(ValueLayout.JAVA_INT_UNALIGNED, 1, signal);
        page.set(ValueLayout.JAVA_SHORT_UNALIGNED, 5, (short) 0xB848);
        page.set(ValueLayout.JAVA_LONG_UNALIGNED, 7, handler);
        page.set(ValueLayout.JAVA_SHORT_UNALIGNED, 15, (short) 0xE0FF);
        return page.address();
    }

    /**
     * _exit(2), as a task: a JVM that ends by itself waits 0.3 s for its thread that waits for a child. What was printed must be flushed
     * before.
     */
    static IntConsumer exit() {
        var exit = call("_exit", FunctionDescriptor.ofVoid(INT));
        return code -> {
            try {
                exit.invokeExact(code);
            } catch (Throwable impossible) {
                throw new LinkageError("_exit", impossible);
            }
        };
    }

    private static MethodHandle call(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), type);
    }
}
