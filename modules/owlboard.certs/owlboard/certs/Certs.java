package owlboard.certs;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The certificate authority's face: the command line, and {@link #init} for whoever starts a deployment. */
public final class Certs {
    private Certs() {
    }

    /**
     * {@code owlboard certs ARGUMENTS}.
     *
     * @return the exit code: 0 in order, 1 failure or a certificate that is wrong, 2 usage
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            var line = CommandLine.parse(arguments);
            return switch (line.command()) {
                case "init" -> init(line, out);
                case "show" -> present(line.dir(), err) && Show.run(line, Instant.now(), out, err) ? 0 : 1;
                case "status" -> present(line.dir(), err) && Status.run(line, Instant.now(), out) ? 0 : 1;
                case "verify" -> present(line.dir(), err) && Verify.run(line, Instant.now(), out, err) ? 0 : 1;
                case "revoke" -> present(line.dir(), err) && revoke(line, out) ? 0 : 1;
                default -> help(out);
            };
        } catch (CommandLine.UsageException e) {
            err.println(Screen.named(e.getMessage()));
            return 2;
        } catch (CertsException e) {
            err.println(Screen.named(e.getMessage()));
            return 1;
        }
    }

    /**
     * Issues what is missing, expired, or not signed by the folder's authority, and keeps the rest. Prints nothing.
     * A folder that is in order is not written to. Blocks while another process issues into the same folder, two minutes at most.
     *
     * @return what happened to each certificate, the authority's first
     * @throws CertsException when something cannot be read or written, or only a person can put it right; certificates are then as before
     */
    public static List<Outcome> init(Path dir, Options options) throws CertsException {
        return new Init(dir, options).run();
    }

    /**
     * A certificate of a deployment.
     *
     * @param name  its file, below the folder
     * @param wrong why it cannot be used, and what to do; empty where it can be
     * @param isDue it is to be renewed
     * @param ends  null where there is none
     */
    public record Held(String name, String wrong, boolean isDue, Instant ends) {}

    /**
     * Those of a folder, the authority's first.
     *
     * @throws CertsException when the list of revoked ones cannot be read
     */
    public static List<Held> held(Path dir) throws CertsException {
        return Status.held(Home.at(dir), Instant.now());
    }

    /** What can be revoked by name. */
    public static List<String> names() {
        return Profile.LEAVES.stream().map(Revoke::shortName).toList();
    }

    private static int init(CommandLine line, PrintStream out) throws CertsException {
        var outcomes = init(line.dir(), line.options());
        for (var outcome : outcomes) {
            out.printf("%-9s  %-26s  until %s  %s%n", outcome.action().name().toLowerCase(Locale.ROOT), outcome.name(),
                    Inspection.date(outcome.expires()), outcome.reason());
        }
        if (newAuthority(outcomes)) {
            out.println("The authority is new: certificates that the old one signed are not accepted any more.");
            out.println("Give " + outcomes.getFirst().certificate()
                    + " to all who trusted the old one, and restart what still runs with an old certificate.");
        }
        return 0;
    }

    private static boolean revoke(CommandLine line, PrintStream out) throws CertsException {
        new Revoke(line.dir(), line.options(), out).run(line.name(), line.patience());
        return true;
    }

    private static boolean newAuthority(List<Outcome> outcomes) {
        var first = outcomes.getFirst().action();
        return first == Outcome.Action.REPLACED
                || first == Outcome.Action.CREATED && outcomes.stream().anyMatch(outcome -> outcome.action() == Outcome.Action.REPLACED);
    }

    private static boolean present(Path dir, PrintStream err) {
        try {
            if (Files.readAttributes(dir, BasicFileAttributes.class).isDirectory()) {
                Files.list(dir).close();
                return true;
            }
            err.println("owlboard: " + absent(dir, new NotDirectoryException(dir.toString())));
        } catch (IOException cause) {
            err.println("owlboard: " + absent(dir, cause));
        }
        return false;
    }

    /** Why nothing can be told of a folder, and the remedy. Another user's may be there, which this one may not see. */
    static String absent(Path dir, IOException cause) {
        if (cause instanceof AccessDeniedException) return CertsException.reading(dir, cause).getMessage();
        return "there is no folder " + dir + ": run \"" + CommandLine.init(dir)
                + "\" to make it, or name another with --dir, or with --state that of an owlboard up";
    }

    private static int help(PrintStream out) {
        Screen.print(out, CommandLine.HELP);
        return 0;
    }
}
