package owlboard.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import owlboard.cli.manual.Bash;
import owlboard.certs.Certs;
import owlboard.cli.manual.HelpText;
import owlboard.cli.manual.ManPage;
import owlboard.cli.manual.Zsh;
import owlboard.cli.process.Version;
import owlboard.drill.Drill;
import owlboard.lint.Lint;
import owlboard.lint.look.Rule;

/** Manual pages and completion, from what {@code owlboard help} prints. The build calls its main method. */
final class Manual {
    /** Where each shell looks, below {@code share}. */
    private static final Map<String, String> COMPLETIONS = Map.of("bash", "bash-completion/completions/owlboard", "zsh",
            "zsh/site-functions/_owlboard");
    /** What stands behind some commands, as their own modules know it. */
    private static final Map<String, List<String>> OPERANDS = Map.of("certs", List.of("init", "status", "show", "verify", "revoke"),
            "completion", List.of("bash", "zsh"), "lint", List.of("why"), "scale", List.of("api_gateway="));

    private final List<HelpText> commands = new ArrayList<>();
    private final List<HelpText> roles = new ArrayList<>();

    private Manual() {
        for (var each : Commands.COMMANDS) commands.add(text(each, each.name()));
        for (var each : Commands.ROLES) roles.add(text(each, each.name()));
    }

    /** {@code FOLDER}: the image's {@code share}. */
    public static void main(String[] arguments) throws IOException {
        new Manual().write(Path.of(arguments[0]));
    }

    /** {@code owlboard completion SHELL}. */
    static int completion(Given given, PrintStream out) throws Usage {
        if (given.operands().size() != 1 || !COMPLETIONS.containsKey(given.operands().getFirst())) {
            throw new Usage("owlboard completion needs a shell, bash or zsh: source <(owlboard completion bash)");
        }
        out.print(new Manual().completion(given.operands().getFirst()));
        out.flush();
        return 0;
    }

    private static HelpText text(Command command, String topic) {
        return new HelpText(command.title(), command.purpose(), said("help", topic), operands(command), behind(command));
    }

    private static List<String> operands(Command command) {
        return switch (command.name()) {
            case "drill" -> Drill.names();
            case "help" -> Commands.names();
            default -> command.title().contains("--role") ? List.of() : OPERANDS.getOrDefault(command.name(), List.of());
        };
    }

    private static Map<String, List<String>> behind(Command command) {
        if (command.title().contains("--role")) return Map.of();
        return switch (command.name()) {
            case "lint" -> Map.of("why", Lint.rules().stream().map(Rule::id).toList());
            case "certs" -> Map.of("revoke", Certs.names());
            default -> Map.of();
        };
    }

    private static String said(String... words) {
        var bytes = new ByteArrayOutputStream();
        var both = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        new Main(both, both).run(List.of(words));
        return bytes.toString(StandardCharsets.UTF_8).replaceFirst("^nginx version: .*\n", "");
    }

    private String completion(String shell) {
        return shell.equals("bash") ? Bash.of(commands, roles) : Zsh.of(commands, roles);
    }

    private void write(Path share) throws IOException {
        var pages = Files.createDirectories(share.resolve("man/man1"));
        var all = new ArrayList<>(commands);
        all.addAll(roles);
        var overview = Help.overview();
        all.addFirst(new HelpText("owlboard ", "the edge of OwlBoard: load balancer, gateways, services and certificates",
                overview.substring(overview.indexOf("usage: ")), List.of(), Map.of()));
        for (var each : all) {
            boolean isFirst = each.name().isEmpty();
            var others = isFirst ? all.subList(1, all.size()).stream().map(other -> "owlboard-" + other.name()).toList()
                    : List.of("owlboard", "owlboard-up", "owlboard-help");
            Files.writeString(pages.resolve(isFirst ? "owlboard.1" : "owlboard-" + each.name() + ".1"),
                    ManPage.of(each, Version.NUMBER, others));
        }
        for (var shell : COMPLETIONS.entrySet()) {
            var file = share.resolve(shell.getValue());
            Files.createDirectories(file.getParent());
            Files.writeString(file, completion(shell.getKey()));
        }
    }
}
