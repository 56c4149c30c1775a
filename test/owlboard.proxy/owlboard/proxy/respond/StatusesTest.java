package owlboard.proxy.respond;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatusesTest {
    private static String page(int status, boolean padded) {
        return new String(Statuses.page(status, padded, "owlboard"), US_ASCII);
    }

    @Test
    void everyStatusHasALine() {
        for (int status = 100; status <= 999; status++) {
            assertTrue(Statuses.reason(status).matches("[A-Za-z -]*"), status + ": " + Statuses.reason(status));
        }
    }

    @ParameterizedTest
    @CsvSource({"494,400 Bad Request", "495,400 Bad Request", "496,400 Bad Request", "497,400 Bad Request",
            "413,413 Request Entity Too Large", "302,302 Moved Temporarily", "503,503 Service Temporarily Unavailable",
            "504,504 Gateway Time-out", "405,405 Not Allowed", "408,408 Request Time-out", "414,414 Request-URI Too Large",
            "416,416 Requested Range Not Satisfiable", "404,404 Not Found", "207,207 Multi-Status", "507,507 Insufficient Storage"})
    void innerCodesAreNotShown(int status, String shown) {
        assertEquals(shown, Statuses.shown(status) + " " + Statuses.reason(Statuses.shown(status)));
    }

    @Test
    void aPageIsNginxs() {
        assertEquals(
                "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
                + "Gateway</h1></center>\r\n<hr><center>owlboard</center>\r\n</body>\r\n</html>\r\n", page(502, false));
        assertTrue(page(494, false).contains("<title>400 Request Header Or Cookie Too Large</title>")
                && page(494, false).contains("<h1>400 Bad Request</h1></center>\r\n<center>Request Header Or Cookie Too Large</center>"));
        assertTrue(page(302, false).contains("<h1>302 Found</h1>"));
    }

    @Test
    void paddingIsForErrorsOnly() {
        assertEquals(6, page(404, true).split("a padding to disable", -1).length - 1);
        assertEquals(page(302, false), page(302, true));
    }

    @Test
    void whatHasNoNameHasNoPage() {
        assertTrue(IntStream.of(301, 302, 307, 308, 400, 403, 404, 429, 494, 497, 500, 502, 503, 504, 505).allMatch(Statuses::hasPage));
        assertTrue(IntStream.of(200, 204, 304, 407, 417, 418, 425, 428, 431, 444, 451, 599, 999).noneMatch(Statuses::hasPage));
        assertFalse(Statuses.hasPage(600));
    }
}
