package owlboard.certs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final List<List<String>> ROWS = List.of(List.of("NAME", "PID", "ADDRESS"),
            List.of("load_balancer", "17", "http://localhost:8000  http://localhost:9000"), List.of("certs", "8", "-"));

    @Test void columnsStandOneBelowTheOther() {
        assertEquals(List.of("NAME            PID   ADDRESS", "load_balancer   17    http://localhost:8000  http://localhost:9000",
                "certs           8     -"), Table.lines(ROWS, 100));
    }

    @Test void whatIsTooWideForTheScreenIsABlockForEachRow() {
        assertEquals(List.of("load_balancer", "  PID     17", "  ADDRESS http://localhost:8000", "          http://localhost:9000",
                "certs", "  PID     8", "  ADDRESS -"), Table.lines(ROWS, 40));
    }
}
