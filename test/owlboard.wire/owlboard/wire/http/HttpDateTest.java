package owlboard.wire.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Year;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
    @ParameterizedTest
    @ValueSource(strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    void readsAllThreeForms(String text) {
        assertEquals(784_111_777, HttpDate.seconds(text));
    }

    @Test void writesTheFirst() {
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.of(784_111_777));
        assertEquals("Wed, 16 Nov 1994 08:49:37 GMT", HttpDate.of(784_975_777));
        assertEquals(784_975_777, HttpDate.seconds("Wed Nov 16 08:49:37 1994"));
        assertEquals(1_709_164_800, HttpDate.seconds("Thu, 29 Feb 2024 00:00:00 GMT"));
    }

    @Test void aYearOfTwoDigitsIsNeverFarAhead() {
        int year = Year.now(ZoneOffset.UTC).getValue();
        for (int written : new int[] {year, year + 50, year - 49}) {
            assertEquals(HttpDate.seconds("Sun, 06 Nov %d 08:49:37 GMT".formatted(written)),
                    HttpDate.seconds("Sunday, 06-Nov-%02d 08:49:37 GMT".formatted(written % 100)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "yesterday", "Sun, 06 Nov 1994", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
            "06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "Thu, 31 Apr 2026 08:49:37 GMT", "Sun, 29 Feb 2026 08:49:37 GMT",
            "Thu, 30 Feb 2023 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Saturday, 31-Nov-26 08:49:37 GMT",
            "Sat Nov 31 08:49:37 2026",
        "Sun Nov 6 08:49:37 1994", "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "Xxx, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT and more"})
    void othersAreNone(String text) {
        assertEquals(-1, HttpDate.seconds(text));
    }
}
