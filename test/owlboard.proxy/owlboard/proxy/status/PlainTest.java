package owlboard.proxy.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainTest {
    private static final Map<String, Object> PICTURE = Map.of("verdict",
            Map.of("level", "bad", "text", "api_gateway_2 does not run. 3 of 4 gateways up.", "remedy", ""),
            "listeners", List.of(Map.of("name", "0.0.0.0:80", "rate", "1240.00", "failed", "0.00", "p50", "1.0", "p99", "18.0",
                    "active", 3), Map.of("name", "127.0.0.1:8900", "admin", true)),
            "upstreams", List.of(Map.of("peers", List.of(Map.of("called", "api_gateway_2", "state", "not running", "rate", "0.00", "failed",
                    "0.00", "p50", "", "p99", "", "active", 0)))),
            "stores", List.of(Map.of("name", "mysql_db", "state", "up")), "events", List.of());

    private static String drawn(int columns) {
        return new String(Plain.of(PICTURE, Map.of(), columns), UTF_8);
    }

    @Test void theTableIsOfTheSameWidthWhereThereIsRoom() {
        var wide = """
                x api_gateway_2 does not run. 3 of 4 gateways up.

                  NAME                     STATE               REQ/S  FAILED/S    P50 MS    P99 MS    ACTIVE
                  0.0.0.0:80               listens           1240.00      0.00       1.0      18.0         3
                x api_gateway_2            not running          0.00      0.00                             0
                  mysql_db                 up
                """;
        assertEquals(wide, drawn(Integer.MAX_VALUE));
        assertEquals(wide, drawn(92));
    }

    @Test void onANarrowOneColumnsAreAsWideAsWhatIsInThemAndTheLastLeftOut() {
        assertEquals("""
                x api_gateway_2 does not run. 3 of 4 gateways up.

                  NAME          STATE         REQ/S
                  0.0.0.0:80    listens     1240.00
                x api_gateway_2 not running    0.00
                  mysql_db      up
                """, drawn(40));
    }
}
