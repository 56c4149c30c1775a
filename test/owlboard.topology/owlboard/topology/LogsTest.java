package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class LogsTest {
    @TempDir Path folder;
    private State state;

    @BeforeEach void someLogs() throws Exception {
        state = State.at(folder.resolve("run"));
        state.create();
        Files.writeString(state.log("api_gateway_1"), "one\ntwo\nthree\n");
        Files.writeString(state.log("api_gateway_2"), "uno\n");
        Files.writeString(state.log("load_balancer"), "eins\n");
        Files.writeString(state.log("supervisor"), "hidden\n");
    }

    @Test void printsEveryRoleWithItsName() {
        assertEquals("api_gateway_1 | one\napi_gateway_1 | two\napi_gateway_1 | three\napi_gateway_2 | uno\nload_balancer | eins\n",
                logs(0));
    }

    @Test void eventsOfAllProxiesAreMergedByTime() throws Exception {
        for (var role : List.of("load_balancer", "api_gateway_1", "canvas_service")) Files.createDirectories(state.role(role));
        Files.writeString(state.role("load_balancer").resolve("events.log"), """
                2026-11-26T10:00:01.000Z upstream "g" peer a:80: up -> unavail after 3.0 s, active 1: it died
                2026-11-26T10:00:05.000Z upstream "g" peer a:80: unavail -> up after 4.0 s, active 1: it answers
                """);
        Files.writeString(state.role("api_gateway_1").resolve("events.log"),
                "2026-11-26T10:00:03.000Z upstream \"c\" peer c:80: up -> unavail after 1.0 s, active 0: no\n");
        var out = new ByteArrayOutputStream();
        assertEquals(0, Topology.run(List.of("events", "-t", "--state", state.folder().toString()), new PrintStream(out), System.err));
        assertEquals(List.of("load_balancer 01 died", "api_gateway_1 03 no", "load_balancer 05 answers"), out.toString().lines()
                .map(line -> line.replaceFirst("^(\\w+) +\\| \\S+:(\\d\\d)\\.000Z .* (\\w+)$", "$1 $2 $3")).toList());
    }

    @Test void eventsOfARoleAreThoseThatItSawAndThoseThatOthersSawOfIt() throws Exception {
        for (var role : List.of("load_balancer", "api_gateway_1", "api_gateway_2")) Files.createDirectories(state.role(role));
        Files.writeString(state.role("load_balancer").resolve("events.log"), """
                2026-11-26T10:00:01.000Z upstream "g" peer api_gateway_1:80 (127.0.0.1:9): up -> unavail after 3.0 s, active 1: first
                2026-11-26T10:00:02.000Z upstream "g" peer api_gateway_2:80: up -> unavail after 3.0 s, active 1: other
                2026-11-26T10:00:04.000Z upstream "g" peer api_gateway_1:80: unavail -> up after 4.0 s, active 1: third
                """);
        Files.writeString(state.role("api_gateway_1").resolve("events.log"),
                "2026-11-26T10:00:03.000Z upstream \"c\" peer c:80: up -> unavail after 1.0 s, active 0: second\n");
        assertEquals("first second third", events("api_gateway_1"));
        assertEquals("second third", events("-n", "1", "api_gateway_1"));
        assertEquals("first other second third", events("api_gateway_*"));
        assertEquals("first other third", events("load_balancer"));
    }

    /** A gateway has a folder for its state only once it has seen something itself. */
    @Test void eventsOfARoleThatHasSeenNothingAreThoseOfOthers() throws Exception {
        Files.createDirectories(state.role("load_balancer"));
        Files.writeString(state.role("load_balancer").resolve("events.log"),
                "2026-11-26T10:00:02.000Z upstream \"g\" peer api_gateway_2:80: up -> unavail after 3.0 s, active 1: died\n");
        assertEquals("died", events("api_gateway_2"));
        assertEquals("", events("api_gateway_1"));
    }

    @Test void onlyALineThatBeginsWithItsTimeTellsIt() throws Exception {
        var own = List.of("2026/11/26 10:00:00 [error] it died", "2026-11-26T10:00:00Z it died", "[26/Nov/2026:10:00:00 +0000] GET",
                "127.0.0.1 - - [26/Nov/2026:10:00:00 +0000] GET");
        for (var text : own) assertEquals(text, new LogLine(1, text).shown());
        for (var text : List.of("certificate valid until 2027-01-01T00:00:00Z", "peer a: last seen [26/Nov/2026:10:00:00 +0000]",
                "GET /?from=2026-11-26T10:00:00Z")) {
            assertTrue(new LogLine(1, text).shown().matches("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\Q" + text + "\\E"), text);
        }
    }

    private String events(String... words) {
        var all = new ArrayList<>(List.of("events", "--state", state.folder().toString()));
        all.addAll(List.of(words));
        var out = new ByteArrayOutputStream();
        assertEquals(0, Topology.run(all, new PrintStream(out), System.err));
        return String.join(" ", out.toString().lines().map(line -> line.substring(line.lastIndexOf(' ') + 1)).toList());
    }

    @Test void whatIsNoPatternFitsNobody() {
        assertTrue(logs(1, "[").startsWith("owlboard: no log of \"[\" in "));
    }

    @Test void programsGetAnObjectALine() throws Exception {
        Files.writeString(state.log("api_gateway_2"), "2026-11-26T10:00:00.100Z said \"uno\"\n");
        assertEquals("""
                {"time": null, "role": "api_gateway_1", "text": "three"}
                {"time": "2026-11-26T10:00:00.100Z", "role": "api_gateway_2", "text": "said \\"uno\\""}
                """, logs(0, "--json", "--tail", "1", "api_gateway_*"));
    }

    @Test void choosesByPatternAndCutsToTheTail() {
        assertEquals("api_gateway_1 | three\napi_gateway_2 | uno\n", logs(0, "--tail", "1", "api_gateway_*"));
        assertEquals("supervisor | hidden\n", logs(0, "supervisor"));
    }

    @Test void namesTheNearestRole() {
        var said = logs(1, "load_balancr");
        assertTrue(said.startsWith("owlboard: no log of \"load_balancr\" in " + state.logs() + "; did you mean \"load_balancer\"?"), said);
    }

    @Test void keepsThreeOlderFilesAndReadsThemInOrder() throws Exception {
        var told = new ArrayList<String>();
        var file = state.log("canvas_service");
        try (var log = new LogFile(file, 250, InstantSource.system(), told::add)) {
            for (int i = 0; i < 100; i++) log.line("line " + i);
        }
        assertTrue(Files.exists(LogFile.older(file, 3)));
        assertFalse(Files.exists(LogFile.older(file, 4)));
        for (int n = 1; n <= 3; n++) assertTrue(Files.size(LogFile.older(file, n)) <= 250);
        var read = logs(0, "canvas_service").lines().map(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1))).toList();
        assertEquals(IntStream.rangeClosed(read.getFirst(), 99).boxed().toList(), read);
        assertEquals(List.of(), told);
    }

    @Test void followsOverTheMomentWhenALogIsCut() throws Exception {
        var file = state.log("chat_service");
        var seen = new ArrayList<String>();
        try (var log = new LogFile(file, 130, InstantSource.system(), seen::add);
                var followed = Followed.fromEnd(file, text -> text.lines().forEach(line -> seen.add(LogLine.textOf(line))))) {
            for (int i = 0; i < 60; i++) {
                log.line("line " + i);
                if (i % (1 + i / 10) == 0) followed.more();
            }
            followed.more();
            assertEquals(IntStream.range(0, 60).mapToObj(i -> "line " + i).toList(), seen);
        }
    }

    @Test void aCutThatWasInterruptedIsFinished() throws Exception {
        var file = state.log("chat_service");
        var copy = file.resolveSibling("chat_service.log.new");
        Files.writeString(file, "");
        Files.writeString(copy, "cut off\n");
        try (var log = new LogFile(file, 1000, InstantSource.system(), text -> { })) {
            log.line("after");
        }
        assertEquals(List.of("cut off"), Files.readAllLines(LogFile.older(file, 1)));
        Files.writeString(copy, "begun to be cop");
        try (var log = new LogFile(file, 1000, InstantSource.system(), text -> { })) {
            log.line("again");
        }
        assertFalse(Files.exists(copy));
        assertEquals(List.of("cut off"), Files.readAllLines(LogFile.older(file, 1)));
    }

    private void stamped(String name, String... lines) throws Exception {
        Files.writeString(state.log(name), String.join("\n", lines) + "\n");
    }

    @Test void mergesByTimeAndGivesEachLineOne() throws Exception {
        stamped("api_gateway_1", "2026-11-26T10:00:00.100Z one", "raw words of a dying JVM", "2026-11-26T10:00:00.300Z three");
        stamped("api_gateway_2", "2026-11-26T10:00:00.200Z [26/Nov/2026:10:00:00 +0000] two");
        assertEquals("""
                api_gateway_1 | 2026-11-26T10:00:00.100Z one
                api_gateway_1 | 2026-11-26T10:00:00.100Z raw words of a dying JVM
                api_gateway_2 | 2026-11-26T10:00:00.200Z [26/Nov/2026:10:00:00 +0000] two
                api_gateway_1 | 2026-11-26T10:00:00.300Z three
                """, logs(0, "-t", "api_gateway_*"));
        var plain = logs(0, "api_gateway_*").lines().toList();
        assertTrue(plain.getFirst().matches("api_gateway_1 \\| 20\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d one"), plain.getFirst());
        assertEquals("api_gateway_2 | [26/Nov/2026:10:00:00 +0000] two", plain.get(2));
        assertEquals("api_gateway_1 | 2026-11-26T10:00:00.300Z three\n", logs(0, "-t", "--since", "2026-11-26T10:00:00.250Z",
                "api_gateway_*"));
        assertEquals(
                Stream.of("api_gateway_1 | 2026-11-26T10:00:00.300Z three",
                        "api_gateway_2 | 2026-11-26T10:00:00.200Z [26/Nov/2026:10:00:00 +0000] two").sorted().toList(),
                logs(0, "-t", "-n", "1", "api_gateway_*").lines().sorted().toList());
    }

    @Test void knowsWhenSinceIs() throws Exception {
        stamped("api_gateway_1", stampOf(Instant.now().minusSeconds(7200)) + "long ago", stampOf(Instant.now()) + "now");
        for (var since : new String[] {"90s", "10m", "1h"}) assertTrue(logs(0, "--since", since, "api_gateway_1").endsWith(" now\n"),
                since);
        assertEquals(2, logs(0, "--since", "1d", "api_gateway_1").lines().count());
        assertTrue(logs(2, "--since", "yesterday").contains("--since yesterday is no time"));
    }

    private static String stampOf(Instant time) {
        return new String(LogLine.stamp(time));
    }

    @Test void aFullDiskCostsLinesAndIsToldOnce() {
        var told = new ArrayList<String>();
        try (var log = new LogFile(Path.of("/dev/full"), 1000, InstantSource.system(), told::add)) {
            for (int i = 0; i < 10; i++) log.line("x");
        }
        assertEquals(List.of("cannot write /dev/full: No space left on device; lines are lost until there is room"), told);
    }

    /** As a full disk leaves it: of the same writer, or of a process before. */
    @Test void aLineThatWasCutSwallowsNoOther() throws Exception {
        var file = state.log("canvas_service");
        Files.writeString(file, "2026-11-28T17:37:57.000Z \"GET / HTTP/1.1\" 200 0.066");
        try (var log = new LogFile(file, 1000, InstantSource.system(), text -> { })) {
            log.line("canvas listens");
            log.line("more");
        }
        assertEquals(List.of("\"GET / HTTP/1.1\" 200 0.066", "canvas listens", "more"), Files.readAllLines(file).stream()
                .map(LogLine::textOf).toList());
    }

    @Test void afterAFullDiskLinesAreWholeAgain() throws Exception {
        var small = Files.createDirectories(folder.resolve("small"));
        assumeTrue(DoctorTest.ran("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", small.toString()) == 0, "only root mounts");
        var told = new ArrayList<String>();
        try (var log = new LogFile(small.resolve("a.log"), 1 << 20, InstantSource.system(), told::add)) {
            var filler = Files.write(small.resolve("filler"), new byte[8 << 10]);
            for (int i = 0; told.isEmpty(); i++) log.line("line " + i);
            Files.delete(filler);
            log.line("after");
            var lines = Files.readAllLines(small.resolve("a.log")).stream().map(LogLine::textOf).toList();
            assertTrue(lines.contains("after"), lines.subList(lines.size() - 3, lines.size()).toString());
            assertTrue(State.at(small).isFull());
        } finally {
            assertEquals(0, DoctorTest.ran("umount", "-l", small.toString()));
        }
    }

    @Test void cutsALineThatNeverEnds() {
        var told = new ArrayList<String>();
        var lines = new WholeLines(told::add);
        lines.add("one\ntwo\nthr".getBytes(), 11);
        lines.add("ee".getBytes(), 2);
        assertEquals(List.of("one\ntwo\n"), told);
        for (int i = 0; i < 40; i++) lines.add(new byte[2048], 2048);
        assertEquals(2, told.size());
        assertTrue(told.getLast().startsWith("three") && told.getLast().endsWith("\n"));
    }

    private String logs(int code, String... words) {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true);
        var args = new ArrayList<>(List.of("logs", "--state", state.folder().toString()));
        args.addAll(List.of(words));
        assertEquals(code, Topology.run(args, out, out));
        return bytes.toString();
    }
}
