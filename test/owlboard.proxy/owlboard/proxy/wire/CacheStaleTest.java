package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.edge.OwlboardOnly;
import owlboard.wire.http.HttpDate;
import owlboard.edge.Wire;
import owlboard.harness.Patience;

/** What becomes of an answer that is stale, and of many who ask at once (RFC 9111 §4.2.4, §4.3; RFC 5861). */
@Execution(ExecutionMode.CONCURRENT)
class CacheStaleTest {
    private static final String SOON_STALE = "200 OK|Cache-Control: max-age=1";
    private static final String FRESH = "200 OK|Cache-Control: max-age=60";
    private static final String DATE = "Thu, 01 Jan 2026 00:00:00 GMT";

    @Test void aStaleAnswerIsReplaced() throws InterruptedException {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"", "old");
            CacheEdge.pass(1);
            var asking = cache.ask("GET /x");
            assertFalse(asking.reaches().contains("If-None-Match: \"a\""));
            asking.answers(FRESH, "new");
            assertEquals("EXPIRED", asking.gets().cache());
            cache.hits("/x", "new");
        }
    }

    @Test void aStaleAnswerIsConfirmed() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|ETag: W/\"a\"|Last-Modified: " + DATE, "body");
            CacheEdge.pass(1);
            var asking = cache.ask("GET /x", "If-None-Match: \"b\"");
            var seen = asking.reaches();
            assertTrue(seen.containsAll(List.of("If-None-Match: W/\"a\"", "If-Modified-Since: " + DATE)), seen.toString());
            asking.answers("304 Not Modified|Cache-Control: max-age=60|ETag: W/\"a\"", "");
            var got = asking.gets();
            assertEquals("200 REVALIDATED body", got.status() + " " + got.cache() + " " + got.body());
            cache.hits("/x", "body");
            assertEquals(304, cache.get("/x", "If-None-Match: \"a\"").status());
        }
    }

    /** A zone of another size begins anew with what lies on the disk, as after a restart. */
    private static void restart(CacheEdge cache, String directives) throws Exception {
        cache.files(1);
        cache.edge.reload(CacheEdge.conf(directives).replace("keys_zone=c:1m", "keys_zone=c:2m"));
    }

    @ParameterizedTest @ValueSource(ints = {4, 100_000})
    @OwlboardOnly(row = "cache-updates", value = "keeps the lines of the first answer")
    void whatConfirmsIsKnownAfterARestart(int bytes) throws Exception {
        var directives = "proxy_cache_revalidate on;";
        try (var cache = CacheEdge.with(directives)) {
            var body = "a".repeat(bytes);
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"|X-Of: first", body);
            CacheEdge.pass(1);
            cache.ask("GET /x").answered("304 Not Modified|Cache-Control: max-age=60|ETag: \"a\"|X-Of: second", "");
            cache.hits("/x", body);
            restart(cache, directives);
            cache.hits("/x", body);
            assertEquals("second", cache.get("/x").header("X-Of"));
        }
    }

    @ParameterizedTest @ValueSource(ints = {4, 100_000})
    @OwlboardOnly(row = "cache-head", value = "does not compare them")
    void soIsWhatHeadHasTold(int bytes) throws Exception {
        var directives = "proxy_cache_convert_head off; proxy_cache_key $request_method$uri;";
        try (var cache = CacheEdge.with(directives)) {
            cache.fetch("/x", "200 OK|Cache-Control: max-age=60|ETag: \"a\"|X-Of: get", "a".repeat(bytes));
            cache.ask("HEAD /x").answered("200 OK|Cache-Control: max-age=50|ETag: \"a\"|X-Of: head|Content-Length: " + bytes, "");
            assertEquals("head", cache.get("/x").header("X-Of"));
            cache.files(2);
            cache.edge.reload(CacheEdge.conf(directives).replace("keys_zone=c:1m", "keys_zone=c:2m"));
            assertEquals("HIT head", cache.get("/x").cache() + " " + cache.get("/x").header("X-Of"));
        }
    }

    @Test @OwlboardOnly(row = "cache-updates", value = "keeps the lines of the first answer, and its Cache-Control with them")
    void whatConfirmsBringsItsLines() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"|X-One: 1|X-Two: 2|Content-Type: a/b|Content-Encoding: br|Age: 0", "body");
            CacheEdge.pass(1);
            var date = HttpDate.of(System.currentTimeMillis() / 1000 + 5);
            cache.ask("GET /x").answered("304 Not Modified|Cache-Control: max-age=60|ETag: \"a\"|X-One: 3|X-One: 4|X-New: 5"
                    + "|Content-Encoding: gzip|Content-Type: c/d|Date: " + date, "");
            for (var got : List.of(cache.get("/x"), cache.get("/x"))) {
                assertEquals("HIT max-age=60 3, 4 2 5 br c/d " + date + " body", String.join(" ", got.cache(), got.header("Cache-Control"),
                        got.header("X-One"), got.header("X-Two"), got.header("X-New"), got.header("Content-Encoding"),
                        got.header("Content-Type"), got.header("Date"), got.body()));
            }
        }
    }

    @Test @OwlboardOnly(row = "cache-updates", value = "takes a 304 for whatever it is about")
    void aConfirmationOfSomethingElseIsNone() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"", "old");
            CacheEdge.pass(1);
            var asking = cache.ask("GET /x");
            asking.reaches();
            asking.answers("304 Not Modified|ETag: \"b\"", "");
            assertFalse(asking.reaches().stream().anyMatch(line -> line.startsWith("If-")));
            asking.answers(FRESH + "|ETag: \"b\"", "new");
            assertEquals("new", asking.gets().body());
            cache.hits("/x", "new");
        }
    }

    @Test @OwlboardOnly(row = "cache-no-cache", value = "does not store it")
    void noCacheIsStoredAndAlwaysConfirmed() {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on; proxy_cache_use_stale error updating;")) {
            cache.fetch("/x", "200 OK|Cache-Control: no-cache|ETag: \"a\"", "body");
            for (int i = 0; i < 2; i++) {
                var got = cache.ask("GET /x").answered("304 Not Modified|ETag: \"a\"", "");
                assertEquals("REVALIDATED body", got.cache() + " " + got.body());
            }
            cache.origin.stops();
            assertEquals(502, cache.get("/x").status());
        }
    }

    @ParameterizedTest @CsvSource({"500,http_500", "502,http_502", "503,http_503", "504,http_504", "403,http_403", "404,http_404",
            "429,http_429"})
    void aStaleAnswerStandsInForAStatus(int status, String word) throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_use_stale " + word + ";")) {
            cache.fetch("/x", SOON_STALE, "old");
            CacheEdge.pass(1);
            var got = cache.fetch("/x", status + " Bad", "bad");
            assertEquals("200 STALE old", got.status() + " " + got.cache() + " " + got.body());
            assertEquals("418 EXPIRED", cache.fetch("/x", "418 Other", "bad").status() + " EXPIRED");
        }
    }

    @Test void aStaleAnswerStandsInForAnError() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_use_stale error timeout invalid_header; proxy_read_timeout 1s;")) {
            cache.fetch("/x", SOON_STALE, "old");
            CacheEdge.pass(1);
            var invalid = cache.ask("GET /x");
            invalid.reaches();
            cache.origin.sendsRaw("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000));
            assertEquals("STALE old", shown(invalid.gets()));
            var late = cache.ask("GET /x");
            late.reaches();
            assertEquals("STALE old", shown(late.gets()));
            cache.origin.closes();
            cache.origin.stops();
            assertEquals("STALE old", shown(cache.get("/x")));
        }
    }

    private static String shown(CacheEdge.Got got) {
        return got.cache() + " " + got.body();
    }

    @Test void withoutAWordAStaleAnswerIsNotUsed() throws InterruptedException {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", SOON_STALE, "old");
            CacheEdge.pass(1);
            assertEquals("500 EXPIRED", cache.fetch("/x", "500 Bad", "bad").status() + " EXPIRED");
            cache.origin.stops();
            assertEquals(502, cache.get("/x").status());
        }
    }

    @Test void staleIfError() throws InterruptedException {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", SOON_STALE + ", stale-if-error=60", "old");
            CacheEdge.pass(1);
            cache.origin.stops();
            assertEquals("STALE old", shown(cache.get("/x")));
        }
    }

    @Test @OwlboardOnly(row = "cache-stale-if-error", value = "means a failed connection alone")
    void staleIfErrorForAStatus() throws InterruptedException {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", SOON_STALE + ", stale-if-error=60", "old");
            CacheEdge.pass(1);
            assertEquals("STALE old", shown(cache.fetch("/x", "503 Bad", "bad")));
            assertEquals(501, cache.fetch("/x", "501 Bad", "bad").status());
        }
    }

    @Test @OwlboardOnly(row = "cache-request", value = "does not look at it")
    void aClientMayTakeAStaleOneForAnError() throws InterruptedException {
        try (var cache = CacheEdge.with("owlboard_cache_reloads on;")) {
            for (var target : List.of("/x", "/strict")) {
                cache.fetch(target, SOON_STALE + (target.equals("/x") ? "" : ", must-revalidate"), "old");
            }
            CacheEdge.pass(1);
            var wish = "Cache-Control: stale-if-error=60";
            assertEquals("STALE old", shown(cache.ask("GET /x", wish).answered("503 Bad", "bad")));
            assertEquals(503, cache.ask("GET /x", "Cache-Control: stale-if-error=0").answered("503 Bad", "bad").status());
            assertEquals(404, cache.ask("GET /x", wish).answered("404 Not Found", "bad").status());
            assertEquals(503, cache.ask("GET /strict", wish).answered("503 Bad", "bad").status());
            cache.origin.stops();
            assertEquals("STALE old", shown(cache.get("/x", wish)));
            assertEquals(502, cache.get("/strict", wish).status());
        }
    }

    @ParameterizedTest @ValueSource(strings = {"must-revalidate", "proxy-revalidate"})
    @OwlboardOnly(row = "cache-must-revalidate", value = "does not look at these words")
    void whatMustBeConfirmedIsNeverUsedStale(String word) throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_use_stale error updating http_500;")) {
            cache.fetch("/x", SOON_STALE + ", stale-if-error=60, " + word, "old");
            CacheEdge.pass(1);
            assertEquals(500, cache.fetch("/x", "500 Bad", "bad").status());
            cache.origin.stops();
            assertEquals(502, cache.get("/x").status());
        }
    }

    @ParameterizedTest @CsvSource(delimiter = ';', value = {"proxy_cache_use_stale updating; ''",
            "proxy_cache_background_update off; , stale-while-revalidate=60"})
    void whileOneAsksTheOthersGetTheStaleOne(String directive, String words) throws InterruptedException {
        try (var cache = CacheEdge.with(directive + ";")) {
            cache.fetch("/x", SOON_STALE + words, "old");
            CacheEdge.pass(1);
            var first = cache.askOn(cache.edge.client(), "GET /x");
            first.reaches();
            assertEquals("UPDATING old", shown(cache.get("/x")));
            first.answers(FRESH, "new");
            assertEquals("EXPIRED new", shown(first.gets()));
            cache.hits("/x", "new");
        }
    }

    @Test void nobodyWaitsForAnUpdateInTheBackground() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_use_stale updating; proxy_cache_background_update on; proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"", "old");
            CacheEdge.pass(1);
            var asking = cache.askOn(cache.edge.client(), "GET /x");
            assertEquals("STALE old", shown(asking.gets()));
            var seen = asking.reaches();
            assertTrue(seen.contains("If-None-Match: \"a\""), seen.toString());
            assertEquals("UPDATING old", shown(cache.get("/x")));
            asking.answers(FRESH, "new");
            awaits(cache, "/x", "HIT new");
        }
    }

    @Test @OwlboardOnly(row = "cache-slices", value = "asks for the whole, under another key")
    void anUpdateInTheBackgroundAsksForItsSlice() throws InterruptedException {
        try (var cache = CacheEdge.with("slice 4; proxy_cache_key $uri$slice_range; proxy_set_header Range $slice_range; "
                + "proxy_cache_valid 206 1s; proxy_cache_use_stale updating; proxy_cache_background_update on;")) {
            var slice = "206 Partial Content|Content-Range: bytes 4-7/10|ETag: \"a\"";
            assertEquals("MISS 56", shown(cache.ask("GET /x", "Range: bytes=5-6").answered(slice, "4567")));
            CacheEdge.pass(1);
            var asking = cache.askOn(cache.edge.client(), "GET /x", "Range: bytes=5-6");
            assertEquals("STALE 56", shown(asking.gets()));
            var seen = asking.reaches();
            assertTrue(seen.contains("Range: bytes=4-7"), seen.toString());
            asking.answers(slice, "4567");
        }
    }

    @Test void anUpdateInTheBackgroundKnowsWhoseItIs() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_use_stale updating; proxy_cache_background_update on; access_log off; "
                + "proxy_set_header X-Client \"$remote_addr $server_addr\";")) {
            cache.fetch("/x", SOON_STALE, "old");
            CacheEdge.pass(1);
            var asking = cache.askOn(cache.edge.client(), "GET /x", "Connection: close");
            assertEquals("STALE old", shown(asking.gets()));
            var seen = asking.reaches();
            assertTrue(seen.contains("X-Client: 127.0.0.1 127.0.0.1"), seen.toString());
            asking.answers(FRESH, "new");
            awaits(cache, "/x", "HIT new");
        }
    }

    @Test @OwlboardOnly(row = "cache-background", value = "wants proxy_cache_background_update on")
    void staleWhileRevalidate() throws InterruptedException {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", SOON_STALE + ", stale-while-revalidate=60", "old");
            CacheEdge.pass(1);
            var asking = cache.askOn(cache.edge.client(), "GET /x");
            assertEquals("STALE old", shown(asking.gets()));
            asking.reaches();
            asking.answers(FRESH, "new");
            awaits(cache, "/x", "HIT new");
        }
    }

    @Test void anUpdateInTheBackgroundThatFailsIsTriedAgain() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_use_stale updating error http_500; proxy_cache_background_update on;")) {
            cache.fetch("/x", SOON_STALE, "old");
            CacheEdge.pass(1);
            for (int i = 0; i < 2; i++) {
                CacheEdge.Asking asking;
                CacheEdge.Got got;
                do {
                    asking = cache.askOn(cache.edge.client(), "GET /x");
                    got = asking.gets();
                } while (got.cache().equals("UPDATING")); // the one before has not ended yet
                assertEquals("STALE old", shown(got));
                asking.reaches();
                asking.answers("500 Bad", "bad");
            }
        }
    }

    @Test @OwlboardOnly(row = "cache-status", value = "does not know the directive")
    void cacheStatusOfWhatIsStale() throws InterruptedException {
        try (var cache = CacheEdge.with("owlboard_cache_status edge; owlboard_cache_reloads on; proxy_cache_revalidate on;"
                + "proxy_cache_lock on;")) {
            var first = cache.askOn(cache.edge.client(), "GET /both");
            first.reaches();
            var second = cache.askOn(cache.edge.client(), "GET /both");
            Thread.sleep(1000); // the second waits for the first
            first.answers(FRESH, "body");
            assertEquals("edge; fwd=uri-miss; stored", first.gets().header("Cache-Status"));
            assertEquals("edge; fwd=uri-miss; collapsed", second.gets().header("Cache-Status"));
            cache.fetch("/x", SOON_STALE + ", stale-if-error=60|ETag: \"a\"", "body");
            CacheEdge.pass(1);
            assertEquals("edge; fwd=stale; fwd-status=503", cache.fetch("/x", "503 Bad", "bad").header("Cache-Status"));
            assertEquals("edge; fwd=stale; fwd-status=304", cache.fetch("/x", "304 Not Modified|ETag: \"a\"|Cache-Control: max-age=60", "")
                    .header("Cache-Status"));
            assertEquals("edge; fwd=request; stored", cache.ask("GET /x", "Cache-Control: no-cache")
                    .answered("200 OK|Cache-Control: max-age=1, stale-while-revalidate=60", "new").header("Cache-Status"));
            CacheEdge.pass(1);
            var stale = cache.get("/x").header("Cache-Status");
            assertTrue(stale.matches("edge; hit; ttl=-[1-9]"), stale);
            cache.origin.speaking().head();
        }
    }

    /** Asks until it is so: what happens in the background is done in its own time. */
    private static void awaits(CacheEdge cache, String target, String wanted) throws InterruptedException {
        long until = System.nanoTime() + Patience.NANOS;
        while (System.nanoTime() - until < 0) {
            if (shown(cache.get(target)).equals(wanted)) return;
            Thread.sleep(10);
        }
        assertEquals(wanted, shown(cache.get(target)));
    }

    @Test void oneOfManyAsksForAll() {
        try (var cache = CacheEdge.with("proxy_cache_lock on;")) {
            var first = cache.askOn(cache.edge.client(), "GET /x");
            first.reaches();
            var others = new ArrayList<CacheEdge.Asking>();
            for (int i = 0; i < 20; i++) others.add(cache.askOn(cache.edge.client(), "GET /x"));
            first.answers(FRESH, "body");
            assertEquals("MISS body", shown(first.gets()));
            for (var other : others) assertEquals("HIT body", shown(other.gets()));
            assertEquals(1, cache.origin.connections());
        }
    }

    @Test @OwlboardOnly(row = "cache-lock", value = "lets those who wait go one after the other")
    void nobodyWaitsForWhatCannotBeStored() {
        try (var cache = CacheEdge.with("proxy_cache_lock on; proxy_cache_lock_timeout 60s; proxy_cache_lock_age 60s;")) {
            var first = cache.askOn(cache.edge.client(), "GET /x");
            first.reaches();
            var clients = new ArrayList<Wire>();
            var others = new ArrayList<CacheEdge.Asking>();
            for (int i = 0; i < 5; i++) {
                clients.add(cache.edge.client());
                others.add(cache.askOn(clients.getLast(), "GET /x"));
            }
            first.answers("200 OK", "body");
            first.gets();
            cache.origin.accepts(5); // the connection of the first one serves another
            for (var other : others) other.reaches();
        }
    }

    @Test void whoHasWaitedTooLongAsksForHimself() {
        try (var cache = CacheEdge.with("proxy_cache_lock on; proxy_cache_lock_timeout 1s; proxy_cache_lock_age 60s;")) {
            var first = cache.askOn(cache.edge.client(), "GET /x");
            first.reaches();
            var firstWire = cache.origin.current();
            assertEquals("MISS own", shown(cache.fetch("/x", FRESH, "own")));
            firstWire.sendsRaw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 5\r\n\r\nfirst");
            assertEquals("first", first.gets().body());
            cache.hits("/x", "first");
        }
    }

    @Test void whoTakesTooLongIsNotWaitedFor() {
        try (var cache = CacheEdge.with("proxy_cache_lock on; proxy_cache_lock_timeout 60s; proxy_cache_lock_age 1s;")) {
            cache.askOn(cache.edge.client(), "GET /x").reaches();
            assertEquals("MISS second", shown(cache.fetch("/x", FRESH, "second")));
            cache.hits("/x", "second");
        }
    }

    @Test void whoBreaksOffLetsOneOtherAsk() {
        try (var cache = CacheEdge.with("proxy_cache_lock on; proxy_cache_lock_timeout 60s; proxy_cache_lock_age 60s;")) {
            var broken = cache.edge.client();
            cache.askOn(broken, "GET /x").reaches();
            var waiting = new ArrayList<CacheEdge.Asking>();
            for (int i = 0; i < 5; i++) waiting.add(cache.askOn(cache.edge.client(), "GET /x"));
            cache.origin.sendsRaw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 5\r\n\r\nhe");
            cache.origin.closes();
            var one = waiting.getFirst();
            one.reaches();
            one.answers(FRESH, "whole");
            for (var each : waiting) assertEquals("whole", each.gets().body());
            assertEquals(2, cache.origin.connections());
        }
    }

    /** Between the look for an answer and the turn to ask for one, another one may have stored it. */
    @Test void ofManyWhoAskAtOnceOneReachesTheOrigin() {
        try (var cache = CacheEdge.with("proxy_cache_lock on; proxy_cache_lock_timeout 60s; proxy_cache_lock_age 60s;")) {
            cache.origin.servesHead("HTTP/1.1 200 OK", "Cache-Control: max-age=60");
            var clients = Stream.generate(cache.edge::client).limit(6).toList();
            for (int i = 0; i < 300; i++) {
                for (var client : clients) client.sends("GET /" + i + " HTTP/1.1", "Host: shop", "");
                for (var client : clients) {
                    assertEquals("HTTP/1.1 200 OK", client.head().getFirst());
                    client.receivesBody("a:80");
                }
            }
            assertEquals(300, cache.origin.requests());
        }
    }

    @Test void whoBreaksOffLetsAnotherOneAsk() {
        try (var cache = CacheEdge.with("proxy_cache_lock on; proxy_cache_lock_timeout 60s; proxy_cache_lock_age 60s;")) {
            var broken = cache.edge.client();
            cache.askOn(broken, "GET /x").reaches();
            var waits = cache.askOn(cache.edge.client(), "GET /x");
            cache.origin.sendsRaw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 5\r\n\r\nhe");
            cache.origin.closes();
            assertEquals("MISS whole", shown(waits.answered(FRESH, "whole")));
            cache.hits("/x", "whole");
        }
    }
}
