package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.cli.manual.HelpText;

class ManualTest {
    @TempDir Path folder;

    private static String said(String... words) {
        var bytes = new ByteArrayOutputStream();
        var both = new PrintStream(bytes, true);
        new Main(both, both).run(List.of(words));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }

    private static boolean isInstalled(String program) {
        for (var each : System.getenv("PATH").split(":")) if (Files.isExecutable(Path.of(each, program))) return true;
        return false;
    }

    /** What bash offers behind the words of a line; the last one is what is being typed. */
    private String completed(String... words) throws Exception {
        var script = Files.writeString(folder.resolve("completion.bash"), said("completion", "bash"));
        var line = new StringBuilder();
        for (var word : words) line.append(" '").append(word).append('\'');
        return run("bash", "--norc", "-c", "source " + script + "; COMP_WORDS=(owlboard" + line + "); COMP_CWORD=" + words.length
                + "; _owlboard; echo \"${COMPREPLY[*]}\"").strip();
    }

    @Test void everyHelpHasAnExampleAndEveryFlagItsLine() {
        for (var command : Commands.COMMANDS) {
            var help = said(command.name(), "--help");
            if (!command.name().equals("help")) assertTrue(help.contains("\nExample: "), command.name());
            assertEquals(help, said("help", command.name()));
            for (var line : help.lines().toList()) assertTrue(line.length() <= 140, line);
            var text = new HelpText(command.title(), command.purpose(), help, List.of(), Map.of());
            for (var flag : text.flags()) assertFalse(flag.help().isEmpty(), command.name() + " " + flag.names());
            for (var word : String.join(" ", text.synopsis()).split("[^-a-z]+")) {
                boolean isLong = word.startsWith("--") && !command.name().equals("certs");
                if (isLong) assertTrue(text.flags().stream().anyMatch(flag -> flag.names().contains(word)), command.name() + " " + word);
            }
        }
    }

    @Test void bashCompletesCommandsRolesFlagsValuesAndNames() throws Exception {
        Files.createDirectories(folder.resolve("run/logs"));
        Files.createDirectories(folder.resolve("other/logs"));
        Files.createFile(folder.resolve("run/logs/api_gateway_1.log"));
        Files.createFile(folder.resolve("other/logs/chat_service.log"));
        Files.createFile(folder.resolve("edge.conf"));
        assertEquals("doctor down", completed("do"));
        assertEquals("lb", completed("--role", "l"));
        assertEquals("--publish", completed("--role", "lb", "--pu"));
        assertEquals("--follow", completed("logs", "--fo"));
        assertEquals("table json", completed("ps", "--format", ""));
        assertEquals("sarif", completed("lint", "--format", "=", "sa"));
        assertEquals("api_gateway_1", completed("restart", ""));
        assertEquals("chat_service", completed("logs", "--state", "other", "ch"));
        assertEquals("edge.conf", completed("lint", "ed"));
        assertEquals("why", completed("lint", "wh"));
        assertEquals("cors-doubled", completed("lint", "why", "cors"));
        assertEquals("ssrf", completed("lint", "--json", "why", "cors-doubled", "ssr"));
        assertEquals("--format", completed("lint", "why", "--fo"));
        assertEquals("other", completed("ps", "--state", "ot"));
        assertEquals("kill-gateway kill-service", completed("drill", "kill-"));
        assertEquals("verify", completed("certs", "ver"));
        assertEquals("api_gateway/client api_gateway/server", completed("certs", "revoke", "api"));
        assertEquals("stop quit reopen reload", completed("nginx", "-s", ""));
        assertEquals("edge.conf", completed("nginx", "-c", "ed"));
        assertEquals("", completed("explain", "http://localhost:8000/"));
    }

    @Test void manualPagesAreWhatGroffUnderstands() throws Exception {
        Manual.main(new String[] {folder.toString()});
        var page = Files.readString(folder.resolve("man/man1/owlboard-logs.1"));
        assertTrue(page.startsWith(".TH OWLBOARD-LOGS 1 "), page);
        assertTrue(page.contains(".TP\n.B \\-f, \\-\\-follow\ngo on with"), page);
        assertTrue(page.contains(".SH EXAMPLES\n"), page);
        assertTrue(Files.readString(folder.resolve("man/man1/owlboard.1")).contains("owlboard-role-lb(1)".replace("-", "\\-")));
        assertEquals(said("completion", "bash"), Files.readString(folder.resolve("bash-completion/completions/owlboard")));
        Assumptions.assumeTrue(isInstalled("groff"), "no groff: whether it warns is not known");
        assertEquals("", run("sh", "-c", "for page in man/man1/*.1; do groff -man -Tutf8 -ww -z $page; done"));
    }

    @Test void zshTakesItsScript() throws Exception {
        Assumptions.assumeTrue(isInstalled("zsh"), "no zsh: its completion is not tried");
        Files.writeString(folder.resolve("_owlboard"), said("completion", "zsh"));
        assertEquals("", run("zsh", "-f", "-n", "_owlboard"));
    }
}
