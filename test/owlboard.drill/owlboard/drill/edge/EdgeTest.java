package owlboard.drill.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeTest {
    @TempDir Path folder;

    @Test void whatABalancerIsToldIsOneLineEachAndDoesNotGrow() throws IOException {
        var diary = folder.resolve("drills.log");
        Edge.note(diary, "drill burst began: a\nb");
        Edge.note(diary, "drill burst ended: every promise was kept");
        var lines = Files.readAllLines(diary);
        assertEquals(2, lines.size());
        assertTrue(lines.getFirst().matches("\\d{13} drill burst began: a b"), lines.getFirst());
        Files.writeString(diary, "x".repeat(70_000));
        Edge.note(diary, "drill burst began: again");
        assertEquals(1, Files.readAllLines(diary).size());
    }
}
