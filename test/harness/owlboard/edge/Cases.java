package owlboard.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import owlboard.edge.CaseFile.Case;
import owlboard.edge.CaseFile.Step;

/** Runs the cases of {@link CaseFile}s. */
public final class Cases {
    private static final Duration SILENCE = Duration.ofMillis(150);
    /** What begins a head where a side receives: a status line or a request line. */
    private static final String HEAD = "HTTP/1\\.\\d .*|[A-Z_-]+ [/*].* HTTP/1\\.\\d";

    private final Edge edge;
    private final Map<String, Wire> clients = new HashMap<>();
    private final Map<String, Peer> peers = new HashMap<>();

    private Cases(Edge edge) {
        this.edge = edge;
    }

    /** One test per case of every {@code *.txt} of {@code folder}, a path from the project's root. */
    public static Stream<DynamicTest> in(String folder) {
        try (var files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().map(CaseFile::read).toList().stream()
                    .flatMap(Cases::tests);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " is not here: tests run in the project's root", e);
        }
    }

    /** The case of this title, of one {@code *.txt}. */
    public static void play(Path file, String title) {
        var cases = CaseFile.read(file).cases().stream().filter(one -> one.title().equals(title)).toList();
        if (cases.size() != 1) throw new AssertionError(file + " has " + cases.size() + " cases \"" + title + '"');
        run(file, cases.getFirst());
    }

    private static Stream<DynamicTest> tests(CaseFile file) {
        var name = file.path().getFileName().toString().replace(".txt", "");
        return file.cases().stream().map(one -> DynamicTest.dynamicTest(name + ":" + one.line() + " " + one.title(),
                () -> run(file.path(), one)));
    }

    private static void run(Path path, Case one) {
        Assumptions.assumeFalse(Edge.onNginx() && one.nginxDiffers() != null, () -> "nginx: " + one.nginxDiffers());
        int at = one.line();
        try (var edge = Edge.with(one.conf(), one.files().toArray(Edge.FileText[]::new))) {
            var cases = new Cases(edge);
            cases.listen(one);
            for (var step : one.steps()) {
                at = step.line();
                cases.take(step);
            }
            cases.nothingIsLeft();
        } catch (AssertionError e) {
            var failure = new AssertionError(path + ":" + at + " (" + one.title() + "): " + e.getMessage());
            failure.setStackTrace(e.getStackTrace());
            throw failure;
        }
    }

    /** Peers that the case mentions listen before its first step; the others refuse. */
    private void listen(Case one) {
        for (var step : one.steps()) {
            var who = switch (step) {
                case Step.Talk talk -> talk.byClient() ? "" : talk.who();
                case Step.Connections connections -> connections.who();
                case Step.Lines _, Step.Logged _ -> "";
            };
            if (!who.isEmpty()) peers.computeIfAbsent(who, edge::peerCalled);
        }
    }

    private void take(Step step) {
        switch (step) {
            case Step.Talk talk when talk.byClient() && talk.up() -> send(client(talk.who()), talk.lines());
            case Step.Talk talk when talk.byClient() -> receive(client(talk.who()), talk.lines());
            case Step.Talk talk when talk.up() -> receive(receiver(peers.get(talk.who()), talk.lines()), talk.lines());
            case Step.Talk talk -> send(peers.get(talk.who()).current(), talk.lines());
            case Step.Connections expected -> Wait.until(
                    () -> edge.failure("expected " + expected.count() + " connections of " + expected.who() + ", got "
                    + peers.get(expected.who()).connections()),
                    () -> peers.get(expected.who()).connections() == expected.count());
            case Step.Lines expected -> {
                if (edge.accessLog().awaits(expected.count()).size() > expected.count()) {
                    throw edge.failure("more than " + expected.count() + " access lines");
                }
            }
            case Step.Logged logged when logged.access() -> edge.accessLog().awaitsLine(logged.text());
            case Step.Logged logged -> edge.errorLog().awaitsPart(logged.text());
        }
    }

    private Wire client(String who) {
        return clients.computeIfAbsent(who, key -> edge.client());
    }

    private static Wire receiver(Peer peer, List<String> lines) {
        return lines.getFirst().matches(HEAD) ? peer.speaking() : peer.current();
    }

    private static void send(Wire wire, List<String> lines) {
        var text = new StringBuilder();
        for (var line : lines) {
            switch (line) {
                case "{fin}" -> flush(wire, text).finishes();
                case "{close}" -> flush(wire, text).closes();
                case "{reset}" -> flush(wire, text).resets();
                default -> text.append(CaseFile.unescaped(line, "\r\n"));
            }
        }
        flush(wire, text);
    }

    private static Wire flush(Wire wire, StringBuilder text) {
        if (!text.isEmpty()) wire.sendsRaw(text.toString());
        text.setLength(0);
        return wire;
    }

    private static void receive(Wire wire, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            switch (line) {
                case "{eof}" -> wire.readsEof();
                case "{closed}" -> wire.isClosed();
                case "{reset}" -> wire.isReset();
                case "{silent}" -> wire.staysSilent(SILENCE);
                default -> {
                    if (line.matches(HEAD)) {
                        i = head(wire, lines, i);
                    } else if (line.matches("\\{silent \\d+}")) {
                        wire.staysSilent(Duration.ofMillis(Long.parseLong(line.replaceAll("\\D", ""))));
                    } else if (line.startsWith("{chunked}")) {
                        wire.receivesChunked(CaseFile.unescaped(line.substring(9), ""));
                    } else if (line.contains("{port:") || line.equals("{pageline}")) {
                        wire.receives(line);
                    } else {
                        wire.receivesBody(CaseFile.unescaped(line, "\r\n"));
                    }
                }
            }
        }
    }

    /** Expects the head that begins at {@code first} and returns the index of its last line. */
    private static int head(Wire wire, List<String> lines, int first) {
        var head = new ArrayList<String>();
        for (int i = first; i < lines.size(); i++) {
            head.add(CaseFile.unescaped(lines.get(i), ""));
            if (lines.get(i).isEmpty() || lines.get(i).startsWith("{page")) {
                wire.receives(head.toArray(String[]::new));
                return i;
            }
        }
        throw new AssertionError("the case's head does not end with an empty line");
    }

    private void nothingIsLeft() {
        clients.forEach((who, wire) -> {
            if (wire.unread() > 0) throw edge.failure("the case is over, but client " + who + " has unread bytes");
        });
    }
}
