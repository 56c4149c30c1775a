package owlboard.proxy.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import owlboard.config.directive.PassingCache.Valid;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Head;

/** RFC 9111 §3, §4.2 and §5: what may be stored, and for how many seconds it is fresh. */
class StoringTest {
    /** Thu, 01 Jan 2026 00:00:00 GMT. */
    private static final long NOW = 1_767_225_600_000L;
    private static final StoringRules NO_RULES = StoringRules.NONE;
    private static final Storing.Asked PLAIN = new Storing.Asked(NOW, NOW, false, false, false);

    private static Head head(String lines) {
        return head(200, lines);
    }

    private static Head head(int status, String lines) {
        var text = "HTTP/1.1 " + status + " X\r\n" + (lines.isEmpty() ? "" : lines.replace("|", "\r\n") + "\r\n") + "\r\n";
        try {
            return EntryFile.head(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (BadMessage bad) {
            throw new AssertionError(bad);
        }
    }

    private static Storing plain(String lines) {
        return Storing.of(head(lines), PLAIN, NO_RULES);
    }

    /** Seconds for which it is fresh from now on; null: not stored. */
    private static Long fresh(Storing storing) {
        return storing == null ? null : (storing.terms().lifetimeMillis() - storing.terms().ageMillis()) / 1000;
    }

    @ParameterizedTest @CsvSource(delimiter = ';', value = {
            "Cache-Control: max-age=60 ; 60",
            "Cache-Control: max-age=0060 ; 60",
            "Cache-Control: MaX-aGe=60 ; 60",
            "Cache-Control: max-age=\"60\" ; 60",
            "Cache-Control: max-age='60' ; ",
            "Cache-Control: max-age=-60 ; ",
            "Cache-Control: max-age=60.0 ; ",
            "Cache-Control: max-age=60s ; ",
            "Cache-Control: max-age=1e3 ; ",
            "Cache-Control: max-age= 60 ; ",
            "Cache-Control: max-age =60 ; ",
            "Cache-Control: max-age= ; ",
            "Cache-Control: max-age ; ",
            "Cache-Control: max-age=\"60 ; ",
            "Cache-Control: max-age=0 ; ",
            "Cache-Control: max-age=2147483647 ; 2147483647",
            "Cache-Control: max-age=2147483648 ; 2147483648",
            "Cache-Control: max-age=99999999999999999999999999 ; 2147483648",
            "Cache-Control: max-age=60, max-age=0 ; 60",
            "Cache-Control: max-age=0, max-age=60 ; ",
            "Cache-Control: max-age=60|Cache-Control: max-age=90 ; 60",
            "Cache-Control: max-age=0|Cache-Control: s-maxage=60 ; 60",
            "Cache-Control: s-maxage=60, max-age=0 ; 60",
            "Cache-Control: s-maxage=0, max-age=60 ; ",
            "Cache-Control: s-maxage=x, max-age=60 ; ",
            "Cache-Control: foo, max-age=60, bar=\"a, max-age=0\" ; 60",
            "Cache-Control: extension=\"max-age=90\", max-age=60 ; 60",
            "Cache-Control: extension=\"a\\\", max-age=90\", max-age=60 ; 60",
            "Cache-Control: , ,max-age=60,, ; 60",
            "Cache-Control: xmax-age=60 ; ",
            "Cache-Control: public ; ",
            "Cache-Control: MAX-AGE=60, No-STORE=x ; ",
            "Cache-Control: foo=\"a, no-store, max-age=60 ; ",
            "Cache-Control: max-age=60, foo=\"a, private ; ",
            "Cache-Control: max-age=60, foo=\"a\\ ; 60",
            "Cache-Control: \"max-age=60\" ; ",
            "Cache-Control: max-age=60 no-store ; ",
            "Cache-Control:|Cache-Control: max-age=60 ; 60",
            "Cache-Control: no-cache=\"\", max-age=60 ; ",
            "Cache-Control: no-cache=\", max-age=60 ; ",
            "Cache-Control: private=X-A, max-age=60 ; 60",
            "Cache-Control: PRIVATE=\"x-a\", S-MaxAge=\"90\" ; 90",
            "Cache-Control: max-age=+60 ; ",
            "Cache-Control: max-age=0x60 ; ",
            "Pragma: no-cache|Cache-Control: max-age=60 ; 60",
    })
    void lifetimesOfCacheControl(String lines, Long seconds) {
        assertEquals(seconds, fresh(plain(lines)), lines);
    }

    @ParameterizedTest @CsvSource(delimiter = ';', value = {
            "Expires: Thu, 01 Jan 2026 00:01:00 GMT ; 60",
            "Expires: Thursday, 01-Jan-26 00:01:00 GMT ; 60",
            "Expires: Thu Jan  1 00:01:00 2026 ; 60",
            "Expires: Thu, 01 Jan 2026 00:00:00 GMT ; ",
            "Expires: thu, 01 jan 2026 00:01:00 gmt ; 60",
            "Expires: THU, 01 JAN 2026 00:01:00 GMT ; 60",
            "Expires: Thu, 01 Jan 2026 00:01:00 UTC ; ",
            "Expires: Thu, 01 Jan 2026 00:01:00 ; ",
            "Expires: Thu, 01 Jan 2026 0:01:00 GMT ; ",
            "Expires: Thu, 32 Jan 2026 00:01:00 GMT ; ",
            "Expires: 0 ; ",
            "Expires: -1 ; ",
            "Expires: tomorrow ; ",
            "Expires: Thu, 01 Jan 2026 00:01:00 CET ; ",
            "Expires: Thu, 01 Jan 2026 00:01:00 GMT|Expires: 0 ; 60",
            "Expires: 0|Expires: Thu, 01 Jan 2026 00:01:00 GMT ; ",
            "Expires: Thu, 01 Jan 2026 00:01:00 GMT|Date: Wed, 31 Dec 2025 23:59:00 GMT ; 60",
            "Expires: Thu, 01 Jan 2026 00:01:00 GMT|Date: Thu, 01 Jan 2026 00:00:30 GMT ; 30",
            "Expires: Wed, 31 Dec 2025 23:59:00 GMT|Date: Wed, 31 Dec 2025 23:58:00 GMT ; ",
            "Expires: Thu, 01 Jan 2026 00:01:00 GMT|Date: Wed, 31 Dec 2025 23:59:00 GMT|Age: 30 ; 60",
            "Expires: Thu, 01 Jan 2026 00:01:00 GMT|Date: Wed, 31 Dec 2025 23:59:00 GMT|Age: 90 ; 30",
            "Expires: Thu, 01 Jan 2026 00:01:00 GMT|Date: nonsense ; 60",
            "Expires: Thu, 01 Jan 2099 00:00:00 GMT|Cache-Control: max-age=60 ; 60",
            "Expires: 0|Cache-Control: max-age=60 ; 60",
            "Expires: 0|Cache-Control: s-maxage=60 ; 60",
            "Expires: Thu, 01 Jan 2026 00:01:00 GMT|Cache-Control: max-age=x ; ",
            "Expires: Fri, 01 Jan 2199 00:00:00 GMT ; 2147483648",
    })
    void lifetimesOfExpires(String lines, Long seconds) {
        assertEquals(seconds, fresh(plain(lines)), lines);
    }

    @ParameterizedTest @CsvSource(delimiter = ';', value = {
            "Age: 10 ; 50",
            "Age: 0010 ; 50",
            "Age: 60 ; ",
            "Age: 7200 ; ",
            "Age: 99999999999999999999 ; ",
            "Age: -10 ; 60",
            "Age: 10.5 ; 60",
            "Age: abc ; 60",
            "Age: 10, 50 ; 50",
            "Age: 10|Age: 50 ; 50",
            "Age: abc, 50 ; 60",
            "Age: ; 60",
    })
    void ageIsTakenOffALifetime(String lines, Long seconds) {
        assertEquals(seconds, fresh(plain("Cache-Control: max-age=60|" + lines)), lines);
    }

    @Test void theTimeThatTheAnswerTookIsAge() {
        var slow = new Storing.Asked(NOW - 7_000, NOW, false, false, false);
        assertEquals(53, fresh(Storing.of(head("Cache-Control: max-age=60"), slow, NO_RULES)));
        assertEquals(43, fresh(Storing.of(head("Cache-Control: max-age=60|Age: 10"), slow, NO_RULES)));
    }

    @ParameterizedTest @CsvSource(delimiter = ';', value = {
            "Cache-Control: no-store, max-age=60",
            "Cache-Control: max-age=60, NO-STORE",
            "Cache-Control: max-age=60|Cache-Control: no-store",
            "Cache-Control: private, max-age=60",
            "Cache-Control: private, s-maxage=60",
            "Cache-Control: private=\"\", max-age=60",
            "Cache-Control: no-cache, max-age=60",
            "Cache-Control: max-age=60|Vary: *",
            "Cache-Control: max-age=60|Vary: Accept, *",
            "Cache-Control: max-age=60|Vary: Accept|Vary: *",
            "Cache-Control: max-age=60|Set-Cookie: a=b",
    })
    void isNotStored(String lines) {
        assertNull(plain(lines), lines);
    }

    @Test void qualifiedWordsTakeLinesOut() {
        var storing = plain("Cache-Control: max-age=60, private=\"X-A, x-b\", no-cache=X-C");
        assertEquals(60, fresh(storing));
        assertEquals(Set.of("x-a", "x-b", "x-c"), storing.control().withheld);
    }

    @Test void cookiesThatAreTakenOutAreNoReason() {
        assertEquals(60, fresh(plain("Cache-Control: max-age=60, no-cache=\"Set-Cookie\"|Set-Cookie: a=b")));
    }

    @ParameterizedTest @CsvSource({"200,true", "203,true", "204,true", "206,false", "299,true", "301,true", "304,false", "404,true",
            "410,true", "500,true", "599,true"})
    void statuses(int status, boolean stored) {
        assertEquals(stored, Storing.of(head(status, "Cache-Control: max-age=60"), PLAIN, NO_RULES) != null);
    }

    @Test void mustUnderstand() {
        assertEquals(60, fresh(plain("Cache-Control: must-understand, no-store, max-age=60")));
        assertNull(Storing.of(head(299, "Cache-Control: must-understand, max-age=60"), PLAIN, NO_RULES));
        assertNull(Storing.of(head(299, "Cache-Control: must-understand, no-store, max-age=60"), PLAIN, NO_RULES));
    }

    @ParameterizedTest @CsvSource(delimiter = ';', value = {
            "max-age=60 ; false", "max-age=60, public ; true", "max-age=60, must-revalidate ; true", "s-maxage=60 ; true",
            "max-age=60, proxy-revalidate ; false"})
    void authorizedAnswersNeedAWord(String control, boolean stored) {
        var asked = new Storing.Asked(NOW, NOW, true, false, false);
        assertEquals(stored, Storing.of(head("Cache-Control: " + control), asked, NO_RULES) != null);
    }

    @Test void acceleratorsWordGoesFirst() {
        assertEquals(5, fresh(plain("X-Accel-Expires: 5|Cache-Control: no-store|Expires: 0")));
        assertEquals(30, fresh(plain("X-Accel-Expires: @" + (NOW / 1000 + 30) + "|Cache-Control: max-age=60")));
        assertNull(plain("X-Accel-Expires: 0|Cache-Control: max-age=60"));
        assertEquals(60, fresh(plain("X-Accel-Expires: soon|Cache-Control: max-age=60")));
        assertNull(plain("X-Accel-Expires: 5|Set-Cookie: a=b"));
    }

    /** As on nginx, whose time 0 is none: the configuration's holds. One that is over is stored, and asked for again. */
    @Test void aTimeOfTheAcceleratorMayBeOver() {
        var rules = new StoringRules(List.of(new Valid(List.of(), 7_000)), List.of(), List.of());
        assertEquals(7, fresh(Storing.of(head(200, "X-Accel-Expires: @0"), PLAIN, rules)));
        assertEquals(60, fresh(plain("X-Accel-Expires: @0|Cache-Control: max-age=60")));
        assertEquals(0, fresh(Storing.of(head(200, "X-Accel-Expires: @1"), PLAIN, rules)));
    }

    @Test void theConfigurationsTimeHoldsWhereTheAnswerSaysNothing() {
        var rules = new StoringRules(List.of(new Valid(List.of(404), 5_000), new Valid(List.of(), 7_000)), List.of(), List.of());
        assertEquals(5, fresh(Storing.of(head(404, ""), PLAIN, rules)));
        assertEquals(7, fresh(Storing.of(head(200, ""), PLAIN, rules)));
        assertEquals(7, fresh(Storing.of(head(200, "Age: 100"), PLAIN, rules)));
        assertEquals(60, fresh(Storing.of(head(404, "Cache-Control: max-age=60"), PLAIN, rules)));
        assertNull(Storing.of(head(200, "Cache-Control: private"), PLAIN, rules));
        assertNull(Storing.of(head(200, "Expires: 0"), PLAIN, rules));
        assertNull(Storing.of(head(200, ""), PLAIN, new StoringRules(List.of(new Valid(List.of(), 0)), List.of(), List.of())));
    }

    @Test void ignoredLinesSayNothing() {
        var rules = new StoringRules(List.of(new Valid(List.of(200), 7_000)), List.of("cache-control", "expires", "set-cookie", "vary",
                "x-accel-expires"), List.of());
        assertEquals(7, fresh(Storing.of(head("Cache-Control: no-store|Expires: 0|Set-Cookie: a=b|Vary: *|X-Accel-Expires: 0"), PLAIN,
                rules)));
    }

    @ParameterizedTest @CsvSource(delimiter = '>', nullValues = "-", value = {
            "max-age=60 > 60",
            "max-age=60, s-maxage=90 > 90",
            "max-age=90, max-age=60 > 60",
            "max-age=60;a=b;c, foo=(a \"b\" ?0;x), bar=:YQ==:, baz=1.5 > 60",
            "max-age=0 > -",
            "max-age=-1 > -",
            "max-age=60, no-store > -",
            "max-age=60, no-store=?0 > 60",
            "max-age=60, private > -",
            "max-age=60, no-cache > -",
            "max-age=60, private=\"X-A\" > 60",
            "max-age=\"60\" > -",
            "max-age=60.0 > -",
            "max-age=a > -",
            "none > -",
            "'' > 7",
            "MAX-AGE=60 > 7",
            "max-age = 60 > 7",
            "max-age=60, > 7",
            "max-age=60, & > 7",
            "max-age=60|CDN-Cache-Control: ! > 7",
            "foo, bar=2|CDN-Cache-Control: max-age=60 > 60",
            "max-age=60 foo > 7",
            "max-age=\"60 > 7",
            "max-age=1234567890123456 > 7",
    })
    void aLineForSuchCachesGoesFirst(String value, Long seconds) {
        var rules = new StoringRules(List.of(), List.of(), List.of("own-cache-control".getBytes(StandardCharsets.US_ASCII),
                "cdn-cache-control".getBytes(StandardCharsets.US_ASCII)));
        var lines = "CDN-Cache-Control: " + value + "|Cache-Control: max-age=7|Expires: Thu, 01 Jan 2026 01:00:00 GMT";
        assertEquals(seconds, fresh(Storing.of(head(lines), PLAIN, rules)), lines);
        assertEquals(7, fresh(plain(lines)), lines);
        assertEquals(5, fresh(Storing.of(head("Own-Cache-Control: max-age=5|" + lines), PLAIN, rules)), lines);
        if (seconds != null) return;
        assertNull(Storing.of(head(lines.replace("max-age=7", "foo")), PLAIN, rules), "Expires does not count beside it");
    }

    @Test void aStaleAnswerIsWorthItsPlaceWhereItCanBeAskedForAgain() {
        var asked = new Storing.Asked(NOW, NOW, false, true, false);
        assertNull(Storing.of(head("Cache-Control: no-cache"), asked, NO_RULES));
        assertEquals(0, fresh(Storing.of(head("Cache-Control: no-cache, max-age=60|ETag: \"a\""), asked, NO_RULES)));
        assertEquals(0, fresh(Storing.of(head("Cache-Control: max-age=0|Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT"), asked, NO_RULES)));
        assertNull(plain("Cache-Control: max-age=0|ETag: \"a\""));
        assertEquals(0, fresh(plain("Cache-Control: max-age=0, stale-if-error=60")));
    }

    @Test void staleUse() {
        var free = plain("Cache-Control: max-age=60").terms();
        long stale = NOW + 61_000;
        assertEquals(true, free.isFresh(NOW + 59_999));
        assertEquals(false, free.isFresh(NOW + 60_000));
        assertEquals(false, free.mayBeUsedForError(stale, false));
        assertEquals(true, free.mayBeUsedForError(stale, true));
        for (var word : List.of("must-revalidate", "proxy-revalidate")) {
            var strict = plain("Cache-Control: max-age=60, stale-if-error=90, stale-while-revalidate=90, " + word).terms();
            assertEquals(false, strict.mayBeUsedForError(stale, true), word);
            assertEquals(false, strict.mayBeUsedWhileUpdated(stale, true), word);
        }
        var error = plain("Cache-Control: max-age=60, stale-if-error=5").terms();
        assertEquals(true, error.mayBeUsedForError(NOW + 64_999, false));
        assertEquals(false, error.mayBeUsedForError(NOW + 65_000, false));
        assertEquals(false, error.mayBeUsedWhileUpdated(stale, false));
        var update = plain("Cache-Control: max-age=60, stale-while-revalidate=5").terms();
        assertEquals(true, update.mayBeUsedWhileUpdated(NOW + 64_999, false));
        assertEquals(false, update.mayBeUsedWhileUpdated(NOW + 65_000, false));
        var told = plain("Cache-Control: s-maxage=60, stale-while-revalidate=5, stale-if-error=5").terms();
        assertEquals(true, told.mayBeUsedForError(NOW + 64_999, false));
        assertEquals(true, told.mayBeUsedWhileUpdated(NOW + 64_999, false));
        assertEquals(false, told.mayBeStale());
        var shared = plain("Cache-Control: s-maxage=60").terms();
        assertEquals(false, shared.mayBeUsedForError(stale, false));
        assertEquals(true, shared.mayBeUsedForError(stale, true));
    }
}
