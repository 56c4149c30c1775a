package owlboard.cli.process;

import sun.misc.Signal;

/** Signals of the operating system as events of a {@link Life}. QUIT is not among those that a JVM hands over. */
public final class Signals {
    private Signals() {}

    /** {@code name} without SIG: {@code TERM}. */
    public static void post(String name, Life life, Life.Event event) {
        on(name, () -> life.post(event));
    }

    /** {@code action} runs on a thread of its own. */
    public static void on(String name, Runnable action) {
        Signal.handle(new Signal(name), signal -> action.run());
    }
}
