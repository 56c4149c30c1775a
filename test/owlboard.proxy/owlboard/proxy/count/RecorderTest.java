package owlboard.proxy.count;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.wire.OnLoop;
import owlboard.wire.loop.Loops;

class RecorderTest {
    private final Recorder recorder = new Recorder();

    private Row add(int loop, boolean keep, long began) {
        var row = recorder.next(Loops.all().get(loop), keep);
        row.atMillis = began;
        row.line(("GET /" + began).getBytes(US_ASCII), 0, 5 + Long.toString(began).length());
        return row;
    }

    private List<String> lines(int most) {
        return recorder.rows(most).stream().map(Row::line).toList();
    }

    @Test void ofThoseThatAreNotKeptTheYoungestAreToldAndAllThatAre() {
        int last = Loops.all().size() - 1;
        add(0, true, 1);
        for (int began = 2; began <= 9; began++) add(began % 2 == 0 ? 0 : last, false, began);
        assertEquals(List.of("GET /9", "GET /8", "GET /7", "GET /1"), lines(3));
        assertEquals(9, lines(Integer.MAX_VALUE).size());
    }

    @Test void whatIsToldStaysAsItWasWhenTheRowIsWrittenAnew() {
        var row = add(OnLoop.first().index, false, 1);
        var told = recorder.rows(1).getFirst();
        row.line("POST /".getBytes(US_ASCII), 0, 6);
        assertEquals("GET /1", told.line());
    }
}
