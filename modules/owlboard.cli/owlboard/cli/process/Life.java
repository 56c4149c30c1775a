package owlboard.cli.process;

import owlboard.topology.Presence;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * The life of a server that runs: events from signals, from the parent's pipe and from itself are taken one after the other by the thread
 * that called {@link #run}, which returns when the server has ended, or when its process is to end without waiting for a graceful end that
 * has begun.
 */
public final class Life {
    /** INTERRUPT: as QUIT, but at once when it is ending already. CLOSE: at once. ENDED: a graceful end is over. */
    public enum Event { QUIT, INTERRUPT, CLOSE, RELOAD, REOPEN, ENDED }

    /** What lives. {@link #quit} returns when requests in flight have ended, or when {@code grace} ran out (false). */
    public interface Server {
        boolean quit(Duration grace);

        void close();

        void reload();

        void reopenLogs();
    }

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Supplier<Duration> grace;
    private final Runnable graceRanOut;
    private boolean ending;

    public Life(Duration grace, Runnable graceRanOut) {
        this(() -> grace, graceRanOut);
    }

    /** {@code grace} is asked for when it ends. */
    public Life(Supplier<Duration> grace, Runnable graceRanOut) {
        this.grace = grace;
        this.graceRanOut = graceRanOut;
    }

    /** Any thread. */
    public void post(Event event) {
        events.add(event);
    }

    /**
     * A reader of standard input that posts RELOAD for each line, QUIT at the end. A parent's pipe reaches processes that a signal does
     * not: HUP stays ignored in all that a shell's nohup or a detached start has begun.
     */
    public void endWithStandardInput() {
        Thread.ofPlatform().daemon().name("parent-pipe").start(() -> {
            try {
                for (int octet; (octet = System.in.read()) >= 0; ) {
                    if (octet == '\n') post(Event.RELOAD);
                }
            } catch (IOException gone) {
                // A pipe that cannot be read has no one at its other side.
                post(Event.QUIT);
                return;
            }
            post(Event.QUIT);
        });
    }

    /**
     * Posts QUIT when {@code folder} is gone or another one is in its place: nobody could find this process any more. It is looked at
     * every second.
     */
    public void endWithout(Path folder) {
        Thread.ofPlatform().daemon().name("watched folder").start(() -> {
            var presence = new Presence(folder);
            try {
                while (!presence.isLost()) Thread.sleep(Presence.LOOK_MILLIS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            post(Event.QUIT);
        });
    }

    public void run(Server server) {
        while (true) {
            Event event;
            try {
                event = events.take();
            } catch (InterruptedException stop) {
                event = Event.CLOSE;
            }
            switch (event) {
                case RELOAD -> server.reload();
                case REOPEN -> server.reopenLogs();
                case QUIT -> quit(server);
                case INTERRUPT -> {
                    if (ending) return;
                    quit(server);
                }
                case CLOSE -> {
                    if (!ending) server.close();
                    return;
                }
                case ENDED -> {
                    return;
                }
            }
        }
    }

    private void quit(Server server) {
        if (ending) return;
        ending = true;
        Thread.ofPlatform().daemon().name("quit").start(() -> {
            try {
                if (!server.quit(grace.get())) graceRanOut.run();
            } finally {
                post(Event.ENDED);
            }
        });
    }
}
