package owlboard.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code ./build.sh fuzz}. */
class FuzzTest {
    @Test void twoSecondsFindNothing(@TempDir Path folder) throws Exception {
        var out = new ByteArrayOutputStream();
        var fuzz = new Fuzz(System.nanoTime(), folder, new PrintStream(out, true, StandardCharsets.UTF_8));
        int failures = fuzz.run(2);
        assertEquals(0, failures, out.toString(StandardCharsets.UTF_8));
        assertTrue(fuzz.inputs() > 100, out.toString(StandardCharsets.UTF_8));
    }

    /** A seed is all that it takes to see the same once more. */
    @Test void aSeedGivesTheSameInputs() {
        var target = of("none", null);
        var first = new Mutation(target, new Random(7));
        var second = new Mutation(target, new Random(7));
        for (int i = 0; i < 1000; i++) assertEquals(new String(first.next()), new String(second.next()));
    }

    private static Target of(String name, RuntimeException failure) {
        return new Target() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<byte[]> seeds() {
                return Seeds.of("GET / HTTP/1.1", "x");
            }

            @Override
            public List<byte[]> spice() {
                return Seeds.of("\r\n", ":");
            }

            @Override
            public void take(byte[] input) {
                if (failure != null) throw failure;
            }
        };
    }

    @Test void whatFailsIsKeptAndTold(@TempDir Path folder) throws Exception {
        var out = new ByteArrayOutputStream();
        var fuzz = new Fuzz(1, folder, new PrintStream(out, true, StandardCharsets.UTF_8));
        fuzz.only("uris");
        assertEquals(0, fuzz.again("/a/..".getBytes(StandardCharsets.US_ASCII)), out.toString(StandardCharsets.UTF_8));
        fuzz.only(of("broken", new IllegalStateException("as it must")));
        assertEquals(1, fuzz.again("x".getBytes(StandardCharsets.US_ASCII)));
        var told = out.toString(StandardCharsets.UTF_8);
        assertTrue(told.contains("./build.sh fuzz --target broken --input " + folder.resolve("broken-1-0")), told);
        assertEquals("x", Files.readString(folder.resolve("broken-1-0")));
    }
}
