package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.certs.Screen;
import owlboard.json.JsonText;

/** All commands look alike: a new one has its line in this table, and keeps what the tests below say. */
class LookTest {
    /**
     * A command.
     *
     * @param json what it tells to programs: words that print JSON, {@code RUN} and {@code CONF} in them; empty: it has no --json
     * @param idle words that find nothing running in {@code RUN}; empty: it needs no run
     * @param words whether it takes words that are no flags
     */
    private record Look(String name, List<String> json, String idle, boolean words) {}

    private static final List<Look> LOOKS = List.of(
            does("up", "", false),
            tells("ps", "ps --state RUN", false, "ps --json --state RUN", "ps --format json --state RUN"),
            tells("logs", "logs --state RUN", true, "logs --json --state SAID"),
            tells("events", "events --state RUN", true, "events --json --state SAID"),
            tells("top", "top --state RUN", true, "top --json --state RUN"),
            does("restart", "restart x --state RUN", true),
            does("stop", "stop x --state RUN", true),
            does("start", "start x --state RUN", true),
            does("kill", "kill x --state RUN", true),
            does("scale", "scale api_gateway=3 --state RUN", true),
            does("reload", "reload --state RUN", true),
            tells("doctor", "doctor --state RUN", false, "doctor --json --state RUN"),
            does("down", "", false),  // what is wanted is so: 0
            tells("check", "", true, "check --json CONF", "check --json BROKEN NOWHERE", "check -v --json"),
            tells("lint", "lint --live --state RUN", true, "lint --json CONF", "lint --format sarif CONF", "lint why --json",
                    "lint why --json T2"),
            tells("drill", "", true, "drill --list --json"),
            tells("explain", "explain --state RUN http://localhost:8000/", true, "explain --json --conf CONF http://localhost:80/"),
            does("nginx", "", true),
            does("probe", "", true),
            tells("certs", "", true, "certs status --json --dir RUN", "certs show --json --dir RUN", "certs verify --json --dir RUN"),
            does("completion", "", true),
            does("help", "", true));
    /** nginx's own words are nginx's; help is its own help. */
    private static final Set<String> OTHERS = Set.of("nginx", "help");

    @TempDir Path folder;
    private Path run;

    private static Look does(String name, String idle, boolean words) {
        return new Look(name, List.of(), idle, words);
    }

    private static Look tells(String name, String idle, boolean words, String... json) {
        return new Look(name, List.of(json), idle, words);
    }

    @BeforeEach void files() throws IOException {
        run = Files.createDirectory(folder.resolve("run"));
        Files.writeString(folder.resolve("edge.conf"), "server { listen 80; autoindex on; }\n# caf\u00e9\n");
        Files.writeString(folder.resolve("broken.conf"), "server {\n");
        Files.createDirectories(folder.resolve("said/logs"));
        Files.writeString(folder.resolve("said/logs/load_balancer.log"), "2026-11-26T10:00:00.100Z said \"\u00fcber\u0007\"\nbare\n");
        Files.createDirectories(folder.resolve("said/roles/load_balancer"));
        Files.writeString(folder.resolve("said/roles/load_balancer/events.log"),
                "2026-11-26T10:00:03.000Z upstream \"c\" peer c:80: up -> unavail after 1.0 s, active 0: no\n");
    }

    private record Said(int code, String out, String err) {}

    private Said said(OutputStream to, String line) {
        var written = new Written(to);
        var err = new ByteArrayOutputStream();
        var words = List.of(line.replace("RUN", run.toString()).replace("SAID", folder.resolve("said").toString())
                .replace("CONF", folder.resolve("edge.conf").toString()).replace("BROKEN", folder.resolve("broken.conf").toString())
                .replace("NOWHERE", folder.resolve("nowhere.conf").toString()).split(" "));
        var told = new PrintStream(err, true, StandardCharsets.UTF_8);
        int code = new Main(written, written.stream(StandardCharsets.US_ASCII), told).run(words);
        return new Said(code, to.toString(), err.toString(StandardCharsets.UTF_8));
    }

    private Said said(String line) {
        return said(new ByteArrayOutputStream(), line);
    }

    private static List<Look> ours() {
        return LOOKS.stream().filter(look -> !OTHERS.contains(look.name)).toList();
    }

    @Test void everyCommandIsInThisTable() {
        assertEquals(Commands.COMMANDS.stream().map(Command::name).toList(), LOOKS.stream().map(Look::name).toList());
    }

    @Test void helpHasAnExampleAndTheExitCodes() {
        for (var look : ours()) {
            var help = said(look.name + " --help");
            assertEquals(new Said(0, help.out, ""), help);
            assertTrue(help.out.startsWith("usage: owlboard " + look.name), help.out);
            assertTrue(help.out.contains("\nExample: ") && help.out.contains("owlboard " + look.name), help.out);
            assertTrue(help.out.matches("(?s).*\\nExit codes: 0 .*\\b2 wrong\\s+command line.*"), help.out);
            assertEquals(!look.json.isEmpty(), help.out.contains("--json"), help.out);
            for (var line : help.out.lines().toList()) assertTrue(line.length() <= 140, line);
        }
    }

    @Test void helpFitsANarrowTerminal() {
        for (var look : ours()) {
            var bytes = new ByteArrayOutputStream();
            new Main(new Narrow(bytes), System.err).run(List.of("help", look.name));
            for (var line : bytes.toString().lines().toList()) {
                assertTrue(line.length() <= Narrow.COLUMNS || !line.strip().contains(" "), look.name + ": " + line);
            }
        }
    }

    @Test void wrongWordsAreTwo() {
        for (var look : ours()) {
            var tells = "owlboard " + look.name;
            var flag = said(look.name + " --no-such-flag");
            assertEquals(new Said(2, "", tells + " has no flag --no-such-flag (all of them: owlboard " + look.name + " --help)\n"), flag);
            if (!look.words) {
                assertEquals(new Said(2, "", tells + " takes no 'x' (all of them: owlboard " + look.name + " --help)\n"),
                        said(look.name + " x"));
            }
            if (!said(look.name + " --help").out.contains("--state DIR")) continue;
            var first = look.name.equals("certs") ? "certs status" : look.name;
            var state = said(first + " --state");
            assertEquals(2, state.code, look.name);
            assertTrue(state.err.startsWith(tells + ": --state needs a value"), state.err);
            assertEquals(new Said(2, "", tells + ": --state is given twice; it may be given once\n"),
                    said(first + " --state a --state b"));
        }
    }

    @Test void whereNothingRunsIsOneAndInTheSameWords() {
        for (var look : ours()) {
            if (look.idle.isEmpty()) continue;
            var said = said(look.idle);
            assertEquals(1, said.code, look.idle + ": " + said);
            var words = look.name.equals("logs") || look.name.equals("events") ? "nothing has run in " : "nothing runs in ";
            if (look.name.equals("doctor")) {
                assertTrue(said.out.contains(words + run), said.out);
                continue;
            }
            assertEquals("", said.out);
            var lines = said.err.lines().toList();
            assertEquals("owlboard: " + words + run + "; start it with: owlboard up --state " + run, lines.getFirst(), look.idle);
            for (var line : lines) assertTrue(line.startsWith("owlboard: "), said.err);
        }
        assertEquals(0, said("down --state RUN").code);
    }

    @Test void jsonIsJsonAndAsciiWhateverHappens() throws Exception {
        for (var look : LOOKS) {
            for (var words : look.json) {
                var said = said(words);
                assertTrue(said.out.chars().allMatch(c -> c < 0x7f), words + ": " + said.out);
                var perLine = look.name.equals("logs") || look.name.equals("events");
                var texts = perLine || said.out.isEmpty() ? said.out.lines().toList() : List.of(said.out);
                for (var text : texts) {
                    JsonText.object(("{\"all\": " + text + "}").getBytes(StandardCharsets.UTF_8));
                }
                boolean tells = !look.name.equals("top");  // nobody tells
                assertEquals(tells, !said.out.isEmpty(), words + " prints " + said);
            }
        }
    }

    @Test void aDiskThatIsFullIsToldAndAReaderThatHasGoneIsNot() {
        var printing = new TreeSet<String>(List.of("help", "logs --state SAID", "certs status --dir RUN", "completion bash", "check -v",
                "doctor --state RUN", "lint why", "lint CONF", "--version", "drill --list", "--help"));
        for (var look : LOOKS) {
            if (!OTHERS.contains(look.name)) printing.add(look.name + " --help");
            look.json.stream().filter(words -> !words.startsWith("top")).forEach(printing::add);
        }
        var wrong = new ArrayList<String>();
        for (var words : printing) {
            int usual = said(words).code;
            var full = said(new Broken("No space left on device"), words);
            boolean told = full.err.endsWith("owlboard: not all could be written to standard output: No space left on device\n");
            if (full.code != 1 || !told) wrong.add(words + ": " + full);
            var gone = said(new Broken("Broken pipe"), words);
            if (gone.code != usual || gone.err.contains("could be written")) wrong.add(words + ": " + gone);
        }
        assertEquals(List.of(), wrong);
    }

    /** Takes nothing. */
    private static final class Broken extends OutputStream {
        private final String why;

        Broken(String why) {
            this.why = why;
        }

        @Override public void write(int b) throws IOException {
            throw new IOException(why);
        }

        @Override public String toString() {
            return "";
        }
    }

    private static final class Narrow extends PrintStream implements Screen.Sized {
        static final int COLUMNS = 40;

        Narrow(OutputStream to) {
            super(to, true, StandardCharsets.UTF_8);
        }

        @Override public int columns() {
            return COLUMNS;
        }
    }
}
