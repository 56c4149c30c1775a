package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import owlboard.harness.Patience;

/** What the command line says when it cannot do what it was asked. */
class TopologyTest {
    @TempDir Path folder;

    @Test void namesTheNearestCommandAndFlag() {
        says(2,
                "owlboard: unknown command \"dow\"; did you mean \"down\"? (here: up, ps, logs, events, top, restart, stop, start, kill, "
                + "scale, reload, down, doctor)\n", "dow");
        says(2, "owlboard up has no flag --port-ofset; did you mean \"--port-offset\"? (all of them: owlboard up --help)\n", "up",
                "--port-ofset", "3");
        says(2, "owlboard up: --port-offset x is not a number from -65535 to 65535\n", "up", "--port-offset=x");
        says(2, "owlboard ps: --format is table or json, not xml\n", "ps", "--format", "xml");
        says(2, "owlboard down takes no 'all' (all of them: owlboard down --help)\n", "down", "all");
    }

    @Test void namesTheFileThatIsMissing() {
        var missing = folder.resolve("missing.conf");
        says(1, "owlboard: cannot read " + missing + ": no such file or folder; name a topology file with --topology F\n", "up",
                "--topology", missing.toString());
    }

    @Test void refusesAStateFolderThatIsAFile() throws IOException {
        var file = Files.writeString(folder.resolve("state"), "");
        var topology = Files.writeString(folder.resolve("topology.conf"),
                "role canvas_service { type canvas; listen canvas_service:8080; }");
        System.setProperty(Topology.LAUNCHER, "/bin/true");
        try {
            says(1, "owlboard: cannot write into " + file + ": there is a file in its place; choose a folder of yours with --state D\n",
                    "up", "--topology", topology.toString(), "--state", file.toString());
        } finally {
            System.clearProperty(Topology.LAUNCHER);
        }
    }

    @Test void aSupervisorThatEndsWhileItIsAskedIsOneThatIsNotThere() throws Exception {
        var state = State.at(folder.resolve("ends"));
        state.create();
        var process = new ProcessBuilder("sleep", "600").start();
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(state.socket()));
            new Running(Incarnation.of(process.pid()).orElseThrow(), 0, state.socket(), "", null).write(state);
            var supervisor = Thread.ofVirtual().start(() -> {
                try (var asked = listener.accept()) {
                    process.destroyForcibly();
                } catch (IOException unasked) {
                    throw new UncheckedIOException(unasked);
                }
            });
            says(1, "owlboard: nothing runs in " + state.folder() + "; start it with: owlboard up --state " + state.folder() + "\n", "ps",
                    "--state", state.folder().toString());
            assertTrue(supervisor.join(Patience.TIME));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test void downHasNothingToDoWhereNothingRuns() {
        var state = folder.resolve("nowhere").toString();
        says(0, "Nothing runs in " + state + "\n", "down", "--state", state);
    }

    @Test void whatNeedsARunSaysHowToStartOne() {
        var state = folder.resolve("nowhere").toString();
        for (var command : List.of("top", "restart *", "stop *", "start *", "kill *", "scale api_gateway=3", "reload")) {
            var words = new ArrayList<>(List.of(command.split(" ")));
            words.addAll(List.of("--state", state));
            says(1, "owlboard: nothing runs in " + state + "; start it with: owlboard up --state " + state + "\n",
                    words.toArray(String[]::new));
        }
    }

    @Test void inTheWrongFolderACommandNamesTheRightOne() throws Exception {
        var right = folder.resolve("right");
        var role = new ProcessBuilder("sh", "-c", "read line", "owlboard", "--role", "lb", "--while", right.resolve("pids").toString())
                .start();
        try {
            for (var command : List.of("ps", "logs", "events", "top", "reload", "doctor", "down")) {
                var said = said(command, "--state", folder.resolve("wrong").toString());
                var hint = "owlboard " + command + " --state " + right;
                // others of this machine may run as well
                assertTrue(said.lines().anyMatch(line -> line.endsWith(hint) || line.contains(hint + " or ")), said);
            }
        } finally {
            role.destroyForcibly();
        }
    }

    @Test void scaleTakesNoNames() {
        assertTrue(said("kill", "--help").contains("  NAME  ") && !said("scale", "--help").contains("NAME"), said("scale", "--help"));
    }

    @Test void aFlagWithoutItsValueTakesNoOtherOneForIt() {
        says(2, "owlboard ps: --state needs a value\n", "ps", "--state");
        says(2, "owlboard ps: --state needs a value\n", "ps", "--state", "--json");
        says(2, "owlboard ps: --state needs a value\n", "ps", "--state=");
        says(2, "owlboard logs: -n needs a value\n", "logs", "-n", "-f");
        says(2, "owlboard logs: -n x is not a number from 0 to 999999999\n", "logs", "-n", "x");
        says(2, "owlboard logs: --tail x is not a number from 0 to 999999999\n", "logs", "--tail", "x");
        says(2, "owlboard ps: --json takes no value\n", "ps", "--json=yes");
    }

    @Test void aNumberOfGatewaysOutOfRangeIsTold() {
        for (var count : List.of("1", "0", "10000", "99999999999")) {
            says(2, "owlboard scale api_gateway=" + count + ": from 2 (with one alone nothing can fail over) to "
                    + Fleet.GATEWAYS_MAX + "\n", "scale", "api_gateway=" + count);
        }
    }

    @Test void aWordTooManyIsTold() {
        says(2, "owlboard top shows one role, not also \"b\" (see: owlboard top --help)\n", "top", "a", "b");
        says(2, "owlboard events: --since noon is no time; write 90s, 10m, 2h, 14:30 or 2026-11-26T14:30\n", "events", "--since",
                "noon");
    }

    @Test void everyCommandHasHelp() {
        for (var command : List.of("up", "ps", "logs", "events", "top", "restart", "stop", "start", "kill", "scale", "reload", "doctor",
                "down")) {
            var bytes = new ByteArrayOutputStream();
            var out = new PrintStream(bytes, true);
            assertEquals(0, Topology.run(List.of(command, "--help"), out, out));
            assertTrue(bytes.toString().startsWith("usage: owlboard " + command + " "), bytes.toString());
            assertTrue(bytes.toString().contains("\nExit codes: 0 "), bytes.toString());
        }
    }

    private static String said(String... words) {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true);
        Topology.run(List.of(words), out, out);
        return bytes.toString();
    }

    private static void says(int code, String text, String... words) {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true);
        assertEquals(code, Topology.run(List.of(words), out, out));
        assertEquals(text, bytes.toString().replaceAll("(owlboard: )?There is a run in another folder: .*\n", ""),
                "but for what else runs on this machine");
    }
}
