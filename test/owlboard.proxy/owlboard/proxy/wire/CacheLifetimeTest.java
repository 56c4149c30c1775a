package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.edge.OwlboardOnly;
import owlboard.wire.http.HttpDate;

/** For how long an answer is fresh, and what a request may want of that, seen from both sides (RFC 9111 §4.2, §5). */
@Execution(ExecutionMode.CONCURRENT)
class CacheLifetimeTest {
    private static final String FRESH = "200 OK|Cache-Control: max-age=60";
    private static final String SOON_STALE = "200 OK|Cache-Control: max-age=1";

    /** {@code {-60}} is the date a minute ago. */
    private static String dated(String lines) {
        var text = new StringBuilder();
        int from = 0;
        for (int open; (open = lines.indexOf('{', from)) >= 0; ) {
            int close = lines.indexOf('}', open);
            text.append(lines, from, open)
                    .append(HttpDate.of(System.currentTimeMillis() / 1000 + Integer.parseInt(lines.substring(open + 1, close))));
            from = close + 1;
        }
        return text.append(lines.substring(from)).toString();
    }

    @ParameterizedTest @ValueSource(strings = {
            "Cache-Control: max-age=3600",
            "Cache-Control: MAX-Age=3600",
            "Cache-Control: max-age=0003600",
            "Cache-Control: max-age=3600, foo=bar, baz",
            "Cache-Control: public, max-age=3600",
            "Cache-Control: public|Cache-Control: max-age=3600",
            "Cache-Control: max-age=2147483647",
            "Cache-Control: s-maxage=3600, max-age=0",
            "Cache-Control: max-age=0, s-maxage=3600",
            "Cache-Control: max-age=3600|Expires: {-3600}",
            "Cache-Control: s-maxage=3600|Expires: {-3600}",
            "Cache-Control: max-age=3600|Expires: 0",
            "Cache-Control: max-age=3600|Pragma: no-cache",
            "Cache-Control: max-age=3600|Age: 0",
            "Cache-Control: max-age=3600|Age: nonsense",
            "Cache-Control: max-age=3600|Date: {-7200}",
            "Expires: {3600}",
            "Expires: {3600}|Date: {0}",
            "Expires: {3600}|Date: nonsense",
            "Expires: {7200}|Date: {3600}",
            "Cache-Control: must-revalidate, max-age=3600",
            "Cache-Control: proxy-revalidate, max-age=3600",
            "Cache-Control: immutable, max-age=3600",
            "Cache-Control: max-age=3600|Warning: 110 - \"stale\""})
    void isFresh(String lines) {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", "200 OK|" + dated(lines), "body");
            cache.hits("/x", "body");
        }
    }

    @ParameterizedTest @ValueSource(strings = {
            "Cache-Control: max-age=\"3600\"",
            "Cache-Control: max-age=9999999999999999999",
            "Cache-Control: foo=\"max-age=0, no-store\", max-age=3600",
            "Cache-Control: max-age=3600, max-age=0",
            "Expires: {3600}|Expires: 0",
            "Cache-Control: no-store, must-understand, max-age=3600"})
    @OwlboardOnly(row = "cache-words", value = "looks for these words wherever they stand")
    void isFreshByTheLetter(String lines) {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", "200 OK|" + dated(lines), "body");
            cache.hits("/x", "body");
        }
    }

    @ParameterizedTest @ValueSource(strings = {
            "Cache-Control: max-age=0",
            "Cache-Control: s-maxage=0, max-age=3600",
            "Cache-Control: no-cache, max-age=3600",
            "Cache-Control: No-Store, max-age=3600",
            "Cache-Control: max-age=3600, PRIVATE",
            "Cache-Control: max-age=3600|Cache-Control: no-store",
            "Cache-Control: max-age=0|Expires: {3600}",
            "Expires: 0",
            "Expires: nonsense",
            "Expires: {-1}",
            "Expires: {-3600}|Date: {-7200}",
            "Cache-Control: public",
            "Last-Modified: {-360000}",
            "Pragma: no-cache"})
    void isStale(String lines) {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", "200 OK|" + dated(lines), "one");
            assertEquals("two", cache.fetch("/x", "200 OK|" + dated(lines), "two").body());
        }
    }

    @ParameterizedTest @ValueSource(strings = {
            "Cache-Control: max-age=-1",
            "Cache-Control: max-age=3600.5",
            "Cache-Control: max-age=1h",
            "Cache-Control: max-age = 3600",
            "Cache-Control: max-age='3600'",
            "Cache-Control: s-maxage=x, max-age=3600",
            "Expires: {3600}|Cache-Control: max-age=x",
            "Expires: {3600}|Date: {3600}",
            "Cache-Control: max-age=3600|Age: 3600",
            "Cache-Control: max-age=3600|Age: 9999999999999999",
            "Cache-Control: max-age=3600|Age: 3600, 0",
            "Expires: {0}",
            "Expires: {3600}|Age: 3600"})
    @OwlboardOnly(row = "cache-words", value = "takes what it can read of them, and counts from now")
    void isStaleByTheLetter(String lines) {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", "200 OK|" + dated(lines), "one");
            assertEquals("two", cache.fetch("/x", "200 OK|" + dated(lines), "two").body());
        }
    }

    @Test @OwlboardOnly(row = "cache-age", value = "passes the line on as it came")
    void ageGrowsAndIsTold() throws InterruptedException {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|Age: 40", "body");
            CacheEdge.pass(1);
            int age = Integer.parseInt(cache.get("/x").header("Age"));
            assertTrue(age >= 41 && age < 60, "" + age);
        }
    }

    @Test @OwlboardOnly(row = "cache-age", value = "passes the line on as it came")
    void theTimeOfTheQuestionIsAge() throws InterruptedException {
        try (var cache = CacheEdge.with("")) {
            var asking = cache.ask("GET /x");
            asking.reaches();
            Thread.sleep(1100); // so long the origin takes
            asking.answers(FRESH, "body");
            asking.gets();
            assertTrue(Integer.parseInt(cache.get("/x").header("Age")) >= 1);
        }
    }

    @Test @OwlboardOnly(row = "cache-age", value = "has no Age")
    void whatIsConfirmedIsYoungAgain() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", "200 OK|Cache-Control: max-age=11|ETag: \"a\"|Age: 10", "body");
            CacheEdge.pass(1);
            cache.ask("GET /x").answered("304 Not Modified|ETag: \"a\"", "");
            int age = Integer.parseInt(cache.get("/x").header("Age"));
            assertTrue(age < 10, "" + age);
        }
    }

    @Test void dateIsAddedWhereThereIsNone() {
        try (var cache = CacheEdge.with("")) {
            assertTrue(HttpDate.seconds(cache.fetch("/x", FRESH, "body").header("Date")) > 0);
            assertTrue(HttpDate.seconds(cache.get("/x").header("Date")) > 0);
        }
    }

    // What requests want.

    @Test @OwlboardOnly(row = "cache-request", value = "does not look at it")
    void onlyIfCachedAsksNobody() throws InterruptedException {
        try (var cache = CacheEdge.with("owlboard_cache_reloads on;")) {
            assertEquals(504, cache.get("/x", "Cache-Control: only-if-cached").status());
            cache.fetch("/fresh", FRESH, "body");
            cache.hits("/fresh", "body", "Cache-Control: only-if-cached");
            assertEquals(504, cache.get("/fresh", "Cache-Control: only-if-cached, no-cache").status());
            cache.fetch("/x", SOON_STALE, "body");
            CacheEdge.pass(1);
            assertEquals(504, cache.get("/x", "Cache-Control: only-if-cached").status());
            cache.fetch("/y", SOON_STALE + ", stale-while-revalidate=60", "old");
            CacheEdge.pass(1);
            assertEquals("STALE old", shown(cache.get("/y", "Cache-Control: only-if-cached")));
            assertEquals("EXPIRED", cache.fetch("/x", FRESH, "new").cache());
        }
    }

    private static String shown(CacheEdge.Got got) {
        return got.cache() + " " + got.body();
    }

    @Test @OwlboardOnly(row = "cache-request", value = "does not look at it")
    void maxStale() throws InterruptedException {
        try (var cache = CacheEdge.with("owlboard_cache_reloads on;")) {
            cache.fetch("/x", SOON_STALE, "old");
            cache.fetch("/strict", SOON_STALE + ", must-revalidate", "old");
            cache.fetch("/shared", "200 OK|Cache-Control: s-maxage=1", "old");
            CacheEdge.pass(1);
            for (var control : List.of("max-stale", "max-stale=60", "max-stale=\"60\", max-age=100")) {
                assertEquals("STALE old", shown(cache.get("/x", "Cache-Control: " + control)), control);
            }
            for (var target : List.of("/strict", "/shared")) {
                assertEquals("EXPIRED", cache.ask("GET " + target, "Cache-Control: max-stale").answered(FRESH, "new").cache(), target);
            }
            assertEquals("new", cache.ask("GET /x", "Cache-Control: max-stale=60, max-age=1").answered(FRESH, "new").body());
        }
    }

    @Test @OwlboardOnly(row = "cache-request", value = "does not look at it")
    void maxStaleIsTheFilesToAllow() throws InterruptedException {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", SOON_STALE, "old");
            CacheEdge.pass(1);
            assertEquals("new", cache.ask("GET /x", "Cache-Control: max-stale").answered(FRESH, "new").body());
        }
    }

    @Test @OwlboardOnly(row = "cache-request", value = "does not look at it")
    void whatIsImmutableIsNotAskedForByAReload() {
        try (var cache = CacheEdge.with("owlboard_cache_reloads on;")) {
            cache.fetch("/x", FRESH + ", immutable", "body");
            cache.hits("/x", "body", "Cache-Control: max-age=0");
            assertEquals("new", cache.ask("GET /x", "Cache-Control: no-cache").answered(FRESH, "new").body());
        }
    }

    @Test void pragmaMeansNothing() {
        try (var cache = CacheEdge.with("")) {
            cache.ask("GET /x", "Pragma: no-cache").answered(FRESH, "body");
            cache.hits("/x", "body", "Pragma: no-cache");
        }
    }

    @Test void theDirectivesOfARequestArePassedOn() {
        try (var cache = CacheEdge.with("")) {
            var asking = cache.ask("GET /x", "Cache-Control: min-fresh=3, extension=\"a, b\"");
            assertTrue(asking.reaches().contains("Cache-Control: min-fresh=3, extension=\"a, b\""));
            asking.answers(FRESH + ", extension=\"c, d\"", "body");
            assertEquals("max-age=60, extension=\"c, d\"", asking.gets().header("Cache-Control"));
            assertEquals("max-age=60, extension=\"c, d\"", cache.get("/x").header("Cache-Control"));
        }
    }

    @ParameterizedTest @CsvSource({"200", "203", "204", "300", "301", "302", "303", "307", "308", "400", "401", "403", "404", "405", "410",
            "414", "500", "501", "502", "503", "504"})
    void noStatusIsFreshByItself(int status) {
        try (var cache = CacheEdge.with("")) {
            for (int i = 0; i < 2; i++) {
                var got = cache.fetch("/x", status + " Some|Last-Modified: Thu, 01 Jan 2015 00:00:00 GMT", "body");
                assertEquals(status + " MISS", got.status() + " " + got.cache());
            }
        }
    }

    @Test void everyStatusMayHaveALifetimeOfItsOwn() {
        try (var cache = CacheEdge.with("")) {
            for (int status : new int[] {201, 299, 300, 303, 400, 418, 451, 499, 502, 599}) {
                cache.fetch("/" + status, status + " Some|Cache-Control: max-age=60", "body");
                var got = cache.get("/" + status);
                assertEquals(status + " HIT body", got.status() + " " + shown(got));
            }
        }
    }
}
