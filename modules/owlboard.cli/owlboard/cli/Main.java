package owlboard.cli;

import owlboard.certs.Certs;
import owlboard.cli.nginx.NginxCommand;
import owlboard.cli.process.Version;
import owlboard.topology.RoleLog;
import owlboard.topology.Topology;

import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import owlboard.config.language.Nearest;

/** The main class of the image. */
public final class Main {
    private final PrintStream out;
    private final PrintStream err;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(new Main(System.out, System.err).run(List.of(arguments)));
    }

    /** The exit code: 0 ended as asked, 1 failure, 2 wrong command line. Returns when the role that runs has ended. */
    int run(List<String> arguments) {
        try {
            if (arguments.isEmpty()) {
                err.print(Help.overview());
                return 2;
            }
            var first = arguments.getFirst();
            var rest = arguments.subList(1, arguments.size());
            return switch (first) {
                case "probe" -> Probe.run(rest, out, err); // before any table of commands is loaded
                case "help" -> help(rest);
                case "--help", "-h", "-?" -> print(Help.overview());
                case "--version" -> print(Version.line() + "\n");
                default -> first.startsWith("-") ? role(arguments) : command(Commands.command(first), rest);
            };
        } catch (Usage wrong) {
            err.println("owlboard: " + wrong.getMessage());
            return 2;
        } catch (InvalidPathException noPath) {
            err.println("owlboard: \"" + noPath.getInput() + "\" is no path (" + noPath.getReason()
                    + "); letters beyond ASCII need a locale that has them: LC_ALL=C.UTF-8");
            return 2;
        }
    }

    private int command(Command command, List<String> rest) throws Usage {
        return switch (command.name()) {
            case "nginx" -> NginxCommand.run(rest, out, err);
            case "certs" -> Certs.run(rest, out, err);
            case "check" -> check(command, rest);
            case "lint" -> lint(command, rest);
            case "explain" -> explain(command, rest);
            case "drill" -> drill(command, rest);
            case "completion" -> completion(command, rest);
            case "probe" -> Probe.run(rest, out, err);
            default -> Topology.run(with(command.name(), rest), out, err);
        };
    }

    private int check(Command command, List<String> rest) throws Usage {
        var given = Given.parse(command, rest);
        return given.has("--help") ? print(Help.of(command)) : new Check(out, err).run(given);
    }

    private int explain(Command command, List<String> rest) throws Usage {
        var given = Given.parse(command, rest);
        return given.has("--help") ? print(Help.of(command)) : ExplainCommand.run(given, out, err);
    }

    private int lint(Command command, List<String> rest) throws Usage {
        var given = Given.parse(command, rest);
        return given.has("--help") ? print(Help.of(command)) : LintCommand.run(given, out, err);
    }

    private int drill(Command command, List<String> rest) throws Usage {
        var given = Given.parse(command, rest);
        return given.has("--help") ? print(Help.of(command)) : DrillCommand.run(given, out, err);
    }

    private int completion(Command command, List<String> rest) throws Usage {
        var given = Given.parse(command, rest);
        return given.has("--help") ? print(Help.of(command)) : Manual.completion(given, out);
    }

    /** {@code --role ROLE} or {@code --role=ROLE} may stand anywhere among the role's own flags. */
    private int role(List<String> arguments) throws Usage {
        String name = null;
        var rest = new ArrayList<String>();
        for (int i = 0; i < arguments.size(); i++) {
            var word = arguments.get(i);
            if (name == null && word.startsWith("--role=")) name = word.substring("--role=".length());
            else if (name == null && word.equals("--role")) name = i + 1 < arguments.size() ? arguments.get(++i) : "";
            else rest.add(word);
        }
        if (name == null) {
            throw new Usage("no flag " + arguments.getFirst() + Nearest.aside(arguments.getFirst(),
                    List.of("--role", "--help", "--version")) + " (owlboard help lists commands and roles)");
        }
        var role = Commands.role(name);
        var given = Given.parse(role, rest);
        if (given.has("--help")) return print(Help.of(role));
        var log = given.path("--log", null);
        return log == null ? role(given, out, err) : logged(given, new RoleLog(log, err));
    }

    /** What others print in this process, too. */
    private static int logged(Given given, RoleLog log) throws Usage {
        System.setOut(log.stream());
        System.setErr(log.stream());
        return role(given, System.out, System.err);
    }

    private static int role(Given given, PrintStream out, PrintStream err) throws Usage {
        return switch (given.command().name()) {
            case "lb", "gateway", "desktop", "mobile" -> new ProxyRole(out, err).run(given);
            case "certs" -> new CertsRole(out, err).run(given);
            case "mysql", "postgres", "mongo", "redis", "rabbitmq" -> new StoreRole(System.getenv(), out, err).run(given);
            default -> new ServiceRole(out, err).run(given);
        };
    }

    private int help(List<String> rest) throws Usage {
        if (rest.isEmpty() || rest.getFirst().startsWith("-")) return print(Help.overview());
        var topic = Commands.topic(rest.getFirst());
        if (topic.name().equals("help")) return print(Help.overview());
        if (topic.flags() != null) return print(Help.of(topic));
        return command(topic, List.of("--help"));
    }

    private static List<String> with(String first, List<String> rest) {
        var all = new ArrayList<String>(rest.size() + 1);
        all.add(first);
        all.addAll(rest);
        return all;
    }

    private int print(String text) {
        out.print(text);
        out.flush();
        return 0;
    }
}
