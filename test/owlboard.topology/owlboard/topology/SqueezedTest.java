package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SqueezedTest {
    /** As the engine draws it. */
    private static final String SCREEN = """
            x api_gateway_2 is down. 3 of 4 gateways up. 1,240 req/s, 0 % failed, p99 18 ms.

              NAME                     STATE               REQ/S  FAILED/S    P50 MS    P99 MS    ACTIVE
              0.0.0.0:80               listens           1240.00      0.00       1.0      18.0         3
            x api_gateway_2            not running          0.00      0.00                             0
              mysql_db                 up

            12:00:01 api_gateway_2:80: up -> unavail, connect() failed (111: Connection refused)
            """;

    @Test void aWideScreenIsLeftAsItIs() {
        assertEquals(SCREEN, Squeezed.fit(SCREEN, 100));
        assertEquals("nothing\n", Squeezed.fit("nothing\n", 3));
    }

    @Test void onANarrowOneColumnsAreAsWideAsWhatIsInThemAndTheLastLeftOut() {
        assertEquals("""
                x api_gateway_2 is down. 3 of 4 gateways
                    up. 1,240 req/s, 0 % failed, p99 18
                    ms.

                  NAME          STATE         REQ/S
                  0.0.0.0:80    listens     1240.00
                x api_gateway_2 not running    0.00
                  mysql_db      up

                12:00:01 api_gateway_2:80: up ->
                    unavail, connect() failed (111:
                    Connection refused)
                """, Squeezed.fit(SCREEN, 40));
    }
}
