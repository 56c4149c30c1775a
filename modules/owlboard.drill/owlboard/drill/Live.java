package owlboard.drill;

import java.io.PrintStream;
import java.time.Duration;
import owlboard.certs.Screen;
import owlboard.drill.traffic.Journal;

/** What is seen while a drill goes on: each event as it happens, and on a terminal a line of counts that is drawn again and again. */
final class Live {
    private static final long DRAW_MILLIS = 250;

    private final PrintStream out;
    private final boolean terminal;
    private Thread drawing;
    private Journal journal;
    private volatile boolean over;

    Live(PrintStream out) {
        this.out = out;
        this.terminal = Screen.isTerminal(out);
    }

    /** From now on these are counted. */
    void follow(Journal journal) {
        this.journal = journal;
        if (terminal) drawing = Thread.ofPlatform().daemon().name("drill: live").start(this::draw);
    }

    synchronized void event(String text) {
        out.println((terminal ? "\r\u001b[K" : "") + "  ... " + text + counts());
        out.flush();
    }

    private String counts() {
        return journal == null ? "" : " (" + journal.size() + " requests, " + journal.failed() + " failed)";
    }

    private void draw() {
        try {
            while (!over) {
                synchronized (this) {
                    out.print("\r\u001b[K  " + journal.size() + " requests, " + journal.failed() + " failed");
                    out.flush();
                }
                Thread.sleep(DRAW_MILLIS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Draws no more. */
    void end() throws InterruptedException {
        over = true;
        if (drawing == null) return;
        drawing.join(Duration.ofSeconds(5));
        out.print("\r\u001b[K");
    }
}
