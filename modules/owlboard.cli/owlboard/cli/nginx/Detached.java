package owlboard.cli.nginx;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code daemon on}: a JVM cannot fork, so this command line runs again in a process of its own session, and this one returns as soon as
 * that one listens (one byte on its standard output) or has failed (its standard error comes through until then).
 */
final class Detached {
    private static final String MARK = "OWLBOARD_NGINX_DETACHED";

    private Detached() {}

    /** Whether this process is the one that stays. */
    static boolean isThis() {
        return System.getenv(MARK) != null;
    }

    /** Ends this process once the other one listens; otherwise returns the exit code. */
    static int start(PrintStream err) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(ownCommandLine()).redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put(MARK, "1");
        var process = builder.start();
        var words = Thread.ofPlatform().daemon().start(() -> {
            try (var from = process.getErrorStream()) {
                from.transferTo(err);
            } catch (IOException gone) {
                err.println("nginx: [alert] " + gone.getMessage());
            }
        });
        var exit = Posix.exit();
        boolean listens = process.getInputStream().read() >= 0;
        words.join();
        if (listens) exit.accept(0);
        return Math.max(1, process.waitFor());
    }

    /** To be called once all is said and done that the command waits for. */
    static void listens(PrintStream out) {
        out.print('.');
        out.flush();
        Posix.leaveTerminal();
    }

    static List<String> ownCommandLine() throws IOException {
        var line = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
        return List.of(line.split("\0", -1)).subList(0, (int) line.chars().filter(letter -> letter == 0).count());
    }
}
