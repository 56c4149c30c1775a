package owlboard.topology;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import owlboard.certs.Screen;
import owlboard.config.language.Nearest;

/** {@code owlboard up | ps | logs | events | top | restart | stop | start | kill | scale | reload | down}. */
public final class Topology {
    /** System property: the launcher that starts the roles, in place of the image's own. */
    static final String LAUNCHER = "owlboard.launcher";
    private static final List<String> COMMANDS =
            List.of("up", "ps", "logs", "events", "top", "restart", "stop", "start", "kill", "scale", "reload", "down", "doctor");

    private Topology() {}

    /**
     * Runs one command line. {@code up} returns when the roles have ended, {@code up -d} when they are healthy.
     *
     * @param args the command and what follows it
     * @return 0; 1 failure; 2 wrong command line, topology file or configuration
     */
    public static int run(List<String> args, PrintStream out, PrintStream err) {
        var own = Path.of(System.getProperty("java.home")).resolve("bin/owlboard").toString();
        return run(args, out, err, Timing.usual(), Path.of(System.getProperty(LAUNCHER, own)));
    }

    static int run(List<String> args, PrintStream out, PrintStream err, Timing timing, Path launcher) {
        try {
            var command = args.isEmpty() ? "" : args.getFirst();
            var rest = args.isEmpty() ? args : args.subList(1, args.size());
            if (rest.contains("--help") || rest.contains("-h")) return help(command, out);
            return switch (command) {
                case "up" -> {
                    var home = Path.of(System.getProperty("java.home"));
                    var options = UpOptions.parse(rest, home.resolve("conf"));
                    yield new Up(options, launcher, timing, options.supervised() ? Terminal.of(options.state()) : Terminal.of(out)).run();
                }
                case "ps" -> Ps.run(rest, out, err);
                case "logs", "events" -> Logs.run(command, rest, out);
                case "doctor" -> Doctor.run(rest, out);
                case "top" -> Top.run(rest, out);
                case "down" -> Down.run(rest, timing, Terminal.of(out));
                case String change when Change.COMMANDS.contains(change) -> Change.run(change, rest, out, err);
                default -> throw Complaint.usage("unknown command \"" + command + "\"" + Nearest.aside(command, COMMANDS) + " (here: "
                        + String.join(", ", COMMANDS) + ")");
            };
        } catch (Complaint complaint) {
            complaint.getMessage().lines().forEach(line -> err.println(Screen.named(line)));
            return complaint.exitCode();
        } catch (IOException cause) {
            err.println("owlboard: " + cause.getClass().getSimpleName() + ": " + cause.getMessage());
            return 1;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static int help(String command, PrintStream out) throws Complaint {
        Screen.print(out, switch (command) {
            case "up" -> UpOptions.HELP;
            case "ps" -> Ps.HELP;
            case "logs" -> Logs.HELP;
            case "events" -> Logs.EVENTS_HELP;
            case "top" -> Top.HELP;
            case "down" -> Down.HELP;
            case "doctor" -> Doctor.HELP;
            case String change when Change.COMMANDS.contains(change) -> Change.help(change);
            default -> throw Complaint.usage("unknown command \"" + command + "\"" + Nearest.aside(command, COMMANDS));
        });
        return 0;
    }
}
