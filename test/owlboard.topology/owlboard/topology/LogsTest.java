package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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
        assertEquals("api_gateway_1 | one\napi_gateway_1 | two\napi_gateway_1 | three\napi_gateway_2 | uno\nload_balancer | eins\n", logs(0));
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
        try (var log = new LogFile(file, 100, told::add)) {
            for (int i = 0; i < 100; i++) log.line("line " + i);
        }
        assertTrue(Files.exists(LogFile.older(file, 3)));
        assertFalse(Files.exists(LogFile.older(file, 4)));
        for (int n = 1; n <= 3; n++) assertTrue(Files.size(LogFile.older(file, n)) <= 100);
        var read = logs(0, "canvas_service").lines().map(line -> Integer.parseInt(line.substring("canvas_service | line ".length()))).toList();
        assertEquals(IntStream.rangeClosed(read.getFirst(), 99).boxed().toList(), read);
        assertEquals(List.of(), told);
    }

    @Test void followsOverTheMomentWhenALogIsCut() throws Exception {
        var file = state.log("chat_service");
        var seen = new ArrayList<String>();
        try (var log = new LogFile(file, 60, seen::add); var followed = new Followed(file, text -> text.lines().forEach(seen::add))) {
            followed.history(0);
            for (int i = 0; i < 30; i++) {
                log.line("line " + i);
                if (i % 3 == 2) followed.more();
            }
            assertEquals(IntStream.range(0, 30).mapToObj(i -> "line " + i).toList(), seen);
        }
    }

    @Test void aFullDiskCostsLinesAndIsToldOnce() {
        var told = new ArrayList<String>();
        try (var log = new LogFile(Path.of("/dev/full"), 1000, told::add)) {
            for (int i = 0; i < 10; i++) log.line("x");
        }
        assertEquals(List.of("cannot write /dev/full: No space left on device; lines are lost until there is room"), told);
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
