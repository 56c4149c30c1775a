package owlboard.wire.loop;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InaccessibleObjectException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Makes virtual threads whose scheduler is ours. Reflection, as in {@code wire.net.SocketOptions} and nowhere else; the JDK ships
 * in our image, so what it reaches is known.
 */
final class LoopThreads {
    private LoopThreads() {}

    /**
     * A factory whose threads run on {@code scheduler}. Fails with the missing option's name when {@code java.lang} is not open to this
     * module.
     */
    static ThreadFactory on(Executor scheduler) {
        try {
            var constructor = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder").getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            var builder = (Thread.Builder.OfVirtual) MethodHandles.lookup().unreflectConstructor(constructor).invoke(scheduler);
            return builder.inheritInheritableThreadLocals(false)
                    .uncaughtExceptionHandler((_, failure) -> Faults.report("a connection's thread", failure))
                    .factory();
        } catch (InaccessibleObjectException closed) {
            var module = LoopThreads.class.getModule();
            throw new IllegalStateException("owlboard needs the JVM option --add-opens java.base/java.lang="
                    + (module.isNamed() ? module.getName() : "ALL-UNNAMED") + ": start it with bin/owlboard", closed);
        } catch (Throwable other) {
            throw new IllegalStateException("this JDK cannot run virtual threads on owlboard's loops: it must be a JDK 25", other);
        }
    }

    /** Read once java.lang is known to be open: there is no loop without {@link #on}. */
    private static final class Scheduler {
        static final MethodHandle OF_THREAD = field();

        private static MethodHandle field() {
            try {
                var field = Class.forName("java.lang.VirtualThread").getDeclaredField("scheduler");
                field.setAccessible(true);
                return MethodHandles.lookup().unreflectGetter(field).asType(MethodType.methodType(Object.class, Thread.class));
            } catch (ReflectiveOperationException other) {
                throw new IllegalStateException("this JDK does not say who schedules a virtual thread: it must be a JDK 25", other);
            }
        }
    }

    /** What schedules this virtual thread, whoever started it. */
    static Object schedulerOf(Thread virtual) {
        try {
            return (Object) Scheduler.OF_THREAD.invokeExact(virtual);
        } catch (Throwable never) {
            throw new AssertionError("reading a field failed", never);
        }
    }
}
