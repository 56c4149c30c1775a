package owlboard.cli;

import owlboard.certs.Certs;
import owlboard.certs.Screen;
import owlboard.cli.nginx.NginxCommand;
import owlboard.cli.process.Version;
import owlboard.topology.RoleLog;
import owlboard.topology.Topology;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import owlboard.config.language.Nearest;

/** The main class of the image. */
public final class Main {
    private final Written written;
    private final PrintStream out;
    private final PrintStream err;

    Main(PrintStream out, PrintStream err) {
        this(new Written(out), out, err);
    }

    Main(Written written, PrintStream out, PrintStream err) {
        this.written = written;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        var words = List.of(arguments);
        var written = new Written(new FileOutputStream(FileDescriptor.out));
        if (!stays(words)) System.setOut(written.stream(System.out.charset()));
        System.exit(new Main(written, System.out, System.err).run(words));
    }

    /** Where it prints may go away while it serves. */
    private static boolean stays(List<String> words) {
        return words.stream().anyMatch(word -> word.startsWith("--role")) || !words.isEmpty() && words.getFirst().equals("nginx");
    }

    /**
     * The exit code: 0 ended as asked; 1 it ran, and failed or found something, and so where nothing runs that could be asked; 2 wrong
     * words, or for a role: another start would end the same way. Returns when the role that runs has ended.
     */
    int run(List<String> arguments) {
        int code = ran(arguments);
        out.flush();
        var trouble = stays(arguments) ? "" : written.trouble();
        if (trouble.isEmpty()) return code;
        err.println("owlboard: not all could be written to standard output: " + trouble);
        return Math.max(1, code);
    }

    private int ran(List<String> arguments) {
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
            err.println(Screen.named(wrong.getMessage()));
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
            case "check", "lint", "explain", "drill", "completion" -> known(command, rest);
            case "probe" -> Probe.run(rest, out, err);
            default -> Topology.run(with(command.name(), rest), out, err);
        };
    }

    /** One whose words are in the table. */
    private int known(Command command, List<String> rest) throws Usage {
        var given = Given.parse(command, rest);
        if (given.has("--help")) return print(Help.of(command));
        return switch (command.name()) {
            case "check" -> new Check(out, err).run(given);
            case "lint" -> LintCommand.run(given, out, err);
            case "explain" -> ExplainCommand.run(given, out, err);
            case "drill" -> DrillCommand.run(given, out, err);
            default -> Manual.completion(given, out);
        };
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
            default -> new ServiceRole(System.getenv(), out, err).run(given);
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
        Screen.print(out, text);
        return 0;
    }
}
