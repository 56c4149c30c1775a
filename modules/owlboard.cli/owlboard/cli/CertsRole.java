package owlboard.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import owlboard.certs.CertsException;
import owlboard.certs.Keeper;
import owlboard.certs.Options;
import owlboard.cli.process.Life;
import owlboard.cli.process.Signals;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * {@code --role certs}: issues the certificates of a deployment, stays, and renews each at two thirds of its life. Tells of its health on a
 * port.
 */
final class CertsRole {
    /** A folder may lose a file. */
    private static final Duration LOOK_AT_LEAST_EVERY = Duration.ofSeconds(60);
    private static final Duration CLOCK_EVERY = Duration.ofSeconds(2);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    private final PrintStream out;
    private final PrintStream err;
    private final Semaphore hurry = new Semaphore(0);
    private volatile String trouble = "";
    private volatile Instant due;
    private Duration retry = FIRST_RETRY;

    CertsRole(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    int run(Given given) throws Usage {
        var dir = given.path("--certs", Path.of("certs"));
        var listen = ServiceRole.address("--listen", given.text("--listen", "127.0.0.1:8080"));
        var keeper = new Keeper(dir, options(given), this::say);
        HttpServer server;
        try {
            due = keeper.look();
            server = HttpServer.create(listen, 0);
        } catch (CertsException failure) {
            err.println("certs: " + failure.getMessage());
            return 1;
        } catch (IOException taken) {
            err.println("certs: cannot listen on " + listen + " (" + taken.getMessage() + "); name another port with --listen");
            return 1;
        }
        server.createContext("/", this::answer);
        server.start();

        var life = new Life(Duration.ZERO, () -> {});
        Signals.post("TERM", life, Life.Event.QUIT);
        Signals.post("INT", life, Life.Event.INTERRUPT);
        Signals.post("HUP", life, Life.Event.RELOAD);
        var keeping = Thread.ofPlatform().daemon().name("keeper").start(() -> keep(keeper));
        say("listens on " + server.getAddress().getPort() + ", keeps the certificates in " + dir + "; the next is due at " + due);
        Supervised.heed(given, life);
        life.run(new Kept(server, keeping, hurry));
        return 0;
    }

    private static Options options(Given given) throws Usage {
        var life = given.duration("--life", null);
        if (life != null && life.toSeconds() < 5) {
            throw new Usage("--life " + given.text("--life", "") + ": a certificate lives 5s at least");
        }
        return new Options(given.number("--rsa", 2048, 8192, 0), false, InstantSource.system()).with(life, given.path("--authority", null));
    }

    private void say(String what) {
        out.println("certs " + what);
        out.flush();
    }

    private void keep(Keeper keeper) {
        try {
            while (true) {
                rest(pause());
                hurry.drainPermits();
                look(keeper);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until it is over, somebody is in a hurry, or the clock was set: what was valid may have ended, or not have begun. */
    private void rest(Duration pause) throws InterruptedException {
        var clock = new WallClock(InstantSource.system(), System::nanoTime);
        long until = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && !clock.wasSet(); left = until - System.nanoTime()) {
            if (hurry.tryAcquire(Math.min(left, CLOCK_EVERY.toNanos()), TimeUnit.NANOSECONDS)) return;
        }
    }

    private Duration pause() {
        if (!trouble.isEmpty()) {
            retry = shorter(retry.multipliedBy(2), LOOK_AT_LEAST_EVERY);
            return retry;
        }
        retry = FIRST_RETRY;
        var untilDue = Duration.between(Instant.now(), due);
        return untilDue.isNegative() ? FIRST_RETRY : shorter(untilDue.plusMillis(10), LOOK_AT_LEAST_EVERY);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private void look(Keeper keeper) {
        try {
            due = keeper.look();
            trouble = "";
        } catch (CertsException failure) {
            if (!failure.getMessage().equals(trouble)) err.println("certs: " + failure.getMessage());
            trouble = failure.getMessage();
        }
    }

    /** 503 while certificates cannot be kept in order. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals("/health")) answer(exchange, 404, "Not Found");
            else if (trouble.isEmpty()) answer(exchange, 200, "healthy, the next certificate is due at " + due);
            else answer(exchange, 503, trouble);
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** HUP looks at once. */
    private record Kept(HttpServer server, Thread keeping, Semaphore hurry) implements Life.Server {
        @Override public boolean quit(Duration grace) {
            close();
            return true;
        }

        @Override public void close() {
            keeping.interrupt();
            server.stop(0);
        }

        @Override public void reload() {
            hurry.release();
        }

        @Override public void reopenLogs() {
            return;
        }
    }
}
