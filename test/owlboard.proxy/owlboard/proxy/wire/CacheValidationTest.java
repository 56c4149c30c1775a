package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.edge.OwlboardOnly;
import owlboard.wire.http2.FrameClient;

/** Conditions, confirmations, parts, variants and invalidations of what is stored (RFC 9111 §4; RFC 9110 §13, §14). */
@Execution(ExecutionMode.CONCURRENT)
class CacheValidationTest {
    private static final String FRESH = "200 OK|Cache-Control: max-age=60";
    private static final String SOON_STALE = "200 OK|Cache-Control: max-age=1";
    private static final String DATE = "Thu, 01 Jan 2026 00:00:00 GMT";
    private static final String BEFORE = "Wed, 31 Dec 2025 00:00:00 GMT";

    private static String shown(CacheEdge.Got got) {
        return got.status() + " " + got.cache() + " " + got.body();
    }

    // Confirming what is stored.

    @Test void bothValidatorsAreSentAndNoneOfTheClients() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"|Last-Modified: " + DATE, "body");
            CacheEdge.pass(1);
            var asking = cache.ask("GET /x", "If-None-Match: \"c\", \"a\"", "If-Modified-Since: " + DATE, "Range: bytes=0-0");
            var seen = asking.reaches().stream().filter(line -> line.startsWith("If-") || line.startsWith("Range")).sorted().toList();
            assertEquals(List.of("If-Modified-Since: " + DATE, "If-None-Match: \"a\""), seen);
            asking.answers("304 Not Modified|Cache-Control: max-age=60|ETag: \"a\"", "");
            assertEquals(304, asking.gets().status());
            cache.hits("/x", "body");
        }
    }

    @ParameterizedTest @ValueSource(strings = {"ETag:", "Last-Modified: foo", "Last-Modified: Thu, 31 Apr 2025 00:00:00 GMT"})
    void whatIsNoValidatorIsNotSent(String line) throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|" + line, "body");
            CacheEdge.pass(1);
            var asking = cache.ask("GET /x");
            var seen = asking.reaches();
            assertFalse(seen.stream().anyMatch(name -> name.startsWith("If-")), seen.toString());
            asking.answers(FRESH, "new");
            assertEquals("200 EXPIRED new", shown(asking.gets()));
        }
    }

    @Test @OwlboardOnly(row = "cache-updates", value = "takes the first 304 for a confirmation, whatever it is about")
    void whatIsConfirmedWithoutBeingAskedIsAnswered() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"", "body");
            CacheEdge.pass(1);
            var asking = cache.ask("GET /x");
            asking.reaches();
            asking.answers("304 Not Modified|ETag: \"b\"", "");
            var seen = asking.reaches();
            assertFalse(seen.stream().anyMatch(name -> name.startsWith("If-")), seen.toString());
            asking.answers("304 Not Modified|ETag: \"b\"", "");
            assertEquals("200 REVALIDATED body", shown(asking.gets()));
        }
    }

    @Test void aNewAnswerTakesItsPlace() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"|X-Old: 1", "old");
            CacheEdge.pass(1);
            assertEquals("200 EXPIRED new", shown(cache.fetch("/x", FRESH + "|ETag: \"b\"", "new")));
            var got = cache.get("/x");
            assertEquals("200 HIT new \"b\"", shown(got) + " " + got.header("ETag") + got.header("X-Old"));
        }
    }

    @Test void anErrorIsPassedOnAndWhatIsStoredStays() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"", "body");
            CacheEdge.pass(1);
            assertEquals("503 EXPIRED bad", shown(cache.fetch("/x", "503 Bad", "bad")));
            var asking = cache.ask("GET /x");
            assertTrue(asking.reaches().contains("If-None-Match: \"a\""));
            asking.answers("304 Not Modified|ETag: \"a\"", "");
            assertEquals("200 REVALIDATED body", shown(asking.gets()));
        }
    }

    @ParameterizedTest @ValueSource(strings = {"ETag: \"b\"", "ETag: \"b\"|Last-Modified: " + DATE, "Last-Modified: " + BEFORE})
    @OwlboardOnly(row = "cache-updates", value = "takes a 304 for whatever it is about")
    void whatConfirmsAnotherAnswerIsAskedForAgain(String validators) throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|Last-Modified: " + DATE, "old");
            CacheEdge.pass(1);
            var asking = cache.ask("GET /x");
            asking.reaches();
            asking.answers("304 Not Modified|" + validators, "");
            assertFalse(asking.reaches().stream().anyMatch(line -> line.startsWith("If-")));
            asking.answers(FRESH, "new");
            assertEquals("new", asking.gets().body());
        }
    }

    /** Its {@code Date} is no date of a modification (RFC 9110 §13.1.4). */
    @Test @OwlboardOnly(row = "conditions", value = "answers 412")
    void whatHasNoDateIsNotAskedWhetherItIsUnmodified() {
        try (var cache = CacheEdge.with("")) {
            var now = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                    .format(ZonedDateTime.now(ZoneOffset.UTC));
            cache.fetch("/x", FRESH + "|Date: " + now, "body");
            assertEquals("200 HIT body", shown(cache.get("/x", "If-Unmodified-Since: " + BEFORE)));
            cache.fetch("/y", FRESH + "|Last-Modified: " + DATE, "body");
            assertEquals(412, cache.get("/y", "If-Unmodified-Since: " + BEFORE).status());
        }
    }

    @Test void aConfirmationNeedsNoValidator() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"|Last-Modified: " + DATE, "body");
            CacheEdge.pass(1);
            assertEquals("200 REVALIDATED body", shown(cache.ask("GET /x").answered("304 Not Modified", "")));
        }
    }

    @Test @OwlboardOnly(row = "cache-updates", value = "keeps the lines of the first answer")
    void linesOfAConfirmationThatDoNotCount() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"|X-Hop: old|X-Private: old|Trailer: X-T", "body");
            CacheEdge.pass(1);
            cache.ask("GET /x").answered("304 Not Modified|Cache-Control: max-age=60, private=\"X-Private\"|ETag: \"a\"|Content-Length: 99"
                    + "|Connection: X-Hop|X-Hop: new|X-Private: new|Set-Cookie: a=b|Content-Range: bytes 0-0/1|Keep-Alive: timeout=9", "");
            var got = cache.get("/x");
            assertEquals("200 HIT body", shown(got));
            assertEquals("4", got.header("Content-Length"));
            for (var name : List.of("X-Private", "Set-Cookie", "Content-Range", "Keep-Alive", "Trailer")) {
                assertEquals("", got.header(name), name);
            }
            assertEquals("old", got.header("X-Hop"));
        }
    }

    @ParameterizedTest @ValueSource(strings = {"Cache-Control: private", "Cache-Control: no-store", "Vary: *", "Vary: Other"})
    @OwlboardOnly(row = "cache-updates", value = "keeps the lines of the first answer")
    void aConfirmationMayEndTheStoring(String line) throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"", "body");
            CacheEdge.pass(1);
            assertEquals("body", cache.ask("GET /x").answered("304 Not Modified|ETag: \"a\"|" + line, "").body());
            assertEquals("200 MISS new", shown(cache.fetch("/x", FRESH, "new")));
        }
    }

    // Conditions of clients.

    @Test @OwlboardOnly(row = "cache-conditions", value = "compares the date exactly")
    void datesInThreeForms() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|Last-Modified: " + DATE, "body");
            for (var date : List.of(DATE, "Thursday, 01-Jan-26 00:00:00 GMT", "Thu Jan  1 00:00:00 2026",
                    "Fri, 02 Jan 2026 00:00:00 GMT")) {
                assertEquals(304, cache.get("/x", "If-Modified-Since: " + date).status(), date);
            }
            for (var date : List.of(BEFORE, "Wednesday, 31-Dec-25 23:59:59 GMT", "Wed Dec 31 23:59:59 2025",
                    "Thu, 01 Jan 2026 00:00:00 CET", "0", "")) {
                assertEquals(200, cache.get("/x", "If-Modified-Since: " + date).status(), date);
            }
        }
    }

    @Test void tagsGoBeforeDates() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|ETag: W/\"a\"|Last-Modified: " + DATE, "body");
            assertEquals(200, cache.get("/x", "If-None-Match: \"b\"", "If-Modified-Since: " + DATE).status());
            assertEquals(304, cache.get("/x", "If-None-Match: \"b\",\"a\"", "If-Modified-Since: " + DATE).status());
            cache.fetch("/none", FRESH, "body");
            assertEquals(200, cache.get("/none", "If-None-Match: \"a\"").status());
        }
    }

    @Test void tagsMayHaveCommasAndSpace() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|ETag: \"a, b\"", "body");
            for (var tags : List.of("\"a, b\"", "\"c\" ,\"a, b\"", "W/\"a, b\"", "\"a\",, W/\"a, b\"")) {
                assertEquals(304, cache.get("/x", "If-None-Match: " + tags).status(), tags);
            }
            cache.fetch("/b", FRESH + "|ETag: \"b\"", "body");
            for (var tags : List.of("\"a, \", \"c\"", "b", "\"B\"", "\"bb\"")) {
                assertEquals(200, cache.get("/b", "If-None-Match: " + tags).status(), tags);
            }
        }
    }

    @Test @OwlboardOnly(row = "cache-conditions", value = "wants the date to be the same, too")
    void aDateBesideATagMeansNothing() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|ETag: W/\"a\"|Last-Modified: " + DATE, "body");
            assertEquals(304, cache.get("/x", "If-None-Match: \"a\"", "If-Modified-Since: " + BEFORE).status());
            assertEquals(304, cache.get("/x", "If-None-Match: *", "If-Modified-Since: nonsense").status());
        }
    }

    @Test void a304HasTheLinesOfItsAnswer() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|ETag: \"a\"|Content-Location: /x.de|Expires: " + DATE + "|Vary: Foo|Content-Type: a/b", "body");
            var got = cache.get("/x", "If-None-Match: \"a\"");
            assertEquals("304 HIT ", shown(got));
            assertEquals("\"a\" /x.de " + DATE + " Foo max-age=60", String.join(" ", got.header("ETag"), got.header("Content-Location"),
                    got.header("Expires"), got.header("Vary"), got.header("Cache-Control")));
            assertEquals("", got.header("Content-Type") + got.header("Content-Length") + got.header("Transfer-Encoding"));
            assertFalse(got.header("Date").isEmpty());
            cache.hits("/x", "body");
        }
    }

    @Test void conditionsAreForWhatIsFound() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", "404 Not Found|Cache-Control: max-age=60|ETag: \"a\"|Accept-Ranges: bytes|Last-Modified: " + DATE,
                    "none");
            var got = cache.get("/x", "If-None-Match: \"a\"", "If-Modified-Since: " + DATE, "Range: bytes=0-0");
            assertEquals("404 HIT none", shown(got));
        }
    }

    @Test void headIsConditionalToo() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|ETag: \"a\"", "body");
            assertEquals(304, cache.ask("HEAD /x", "If-None-Match: \"a\"").gets().status());
            assertEquals("4", cache.ask("HEAD /x", "If-None-Match: \"b\"").gets().header("Content-Length"));
        }
    }

    // Parts.

    @Test void ifRangeIsStrong() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|Accept-Ranges: bytes|ETag: \"a\"|Last-Modified: " + DATE, "0123456789");
            assertEquals(206, cache.get("/x", "Range: bytes=0-1", "If-Range: \"a\"").status());
            assertEquals(206, cache.get("/x", "Range: bytes=0-1", "If-Range: " + DATE).status());
            for (var other : List.of("W/\"a\"", "\"b\"", BEFORE, "Fri, 02 Jan 2026 00:00:00 GMT", "nonsense")) {
                assertEquals(200, cache.get("/x", "Range: bytes=0-1", "If-Range: " + other).status(), other);
            }
            assertEquals(200, cache.get("/x", "If-Range: \"a\"").status());
        }
    }

    @Test @OwlboardOnly(row = "cache-conditions", value = "compares it as it is")
    void whatIsWeakIsNoReasonForAPart() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/weak", FRESH + "|Accept-Ranges: bytes|ETag: W/\"a\"", "0123456789");
            assertEquals(200, cache.get("/weak", "Range: bytes=0-1", "If-Range: W/\"a\"").status());
            cache.fetch("/x", FRESH + "|Accept-Ranges: bytes|Last-Modified: " + DATE + "|Date: " + DATE, "0123456789");
            assertEquals(200, cache.get("/x", "Range: bytes=0-1", "If-Range: " + DATE).status());
            cache.fetch("/y", FRESH + "|Accept-Ranges: bytes|Date: " + DATE, "0123456789");
            assertEquals(200, cache.get("/y", "Range: bytes=0-1", "If-Range: " + DATE).status());
        }
    }

    @Test void aPartHasTheLinesOfItsAnswer() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|Accept-Ranges: bytes|ETag: \"a\"|Content-Type: a/b|Content-Location: /y|Vary: Foo|Expires: " + DATE,
                    "0123456789");
            var got = cache.get("/x", "Range: bytes=-3");
            assertEquals("206 HIT 789", shown(got));
            assertEquals("bytes 7-9/10 3 \"a\" a/b /y Foo " + DATE + " max-age=60", String.join(" ", got.header("Content-Range"),
                    got.header("Content-Length"), got.header("ETag"), got.header("Content-Type"), got.header("Content-Location"),
                    got.header("Vary"), got.header("Expires"), got.header("Cache-Control")));
        }
    }

    @Test void severalPartsAndNone() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/long", FRESH + "|Accept-Ranges: bytes|Content-Type: a/b", "0123456789".repeat(30));
            var several = cache.get("/long", "Range: bytes=0-1, 5-6 , -1");
            assertEquals(206, several.status());
            assertEquals("", several.header("Content-Range"));
            for (var part : List.of("bytes 0-1/300\r\n\r\n01\r\n", "bytes 5-6/300\r\n\r\n56\r\n",
                    "bytes 299-299/300\r\n\r\n9\r\n")) {
                assertTrue(several.body().contains("Content-Type: a/b\r\nContent-Range: " + part), several.body());
            }
            cache.fetch("/x", FRESH + "|Accept-Ranges: bytes|Content-Type: a/b", "0123456789");
            var one = cache.get("/x", "Range: bytes=20-30, 0-0");
            assertEquals("206 HIT 0 bytes 0-0/10", shown(one) + " " + one.header("Content-Range"));
            for (var all : List.of("items=0-1", "bytes=0-9,0-9,0-9", "bytes=0-")) {
                assertEquals("0123456789", cache.get("/x", "Range: " + all).body(), all);
            }
            assertEquals(416, cache.get("/x", "Range: bytes=10-11").status());
        }
    }

    @Test @OwlboardOnly(row = "cache-length", value = "sends all of it, in chunks")
    void anAnswerInPiecesHasPartsOnceItIsStored() {
        try (var cache = CacheEdge.with("")) {
            var first = cache.ask("GET /x", "Range: bytes=1-2").answered(FRESH + "|Accept-Ranges: bytes|Transfer-Encoding: chunked",
                    "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            assertEquals("200 MISS abcde", shown(first));
            assertEquals("206 HIT bc", shown(cache.get("/x", "Range: bytes=1-2")));
        }
    }

    // What is kept of an answer.

    @Test void trailersAreNotKept() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|Transfer-Encoding: chunked|Trailer: X-T, ETag", "3\r\nabc\r\n0\r\nX-T: 1\r\nETag: \"t\"\r\n\r\n");
            var got = cache.get("/x");
            assertEquals("200 HIT abc", shown(got));
            assertEquals("", got.header("X-T") + got.header("ETag"));
        }
    }

    @Test void linesThatNobodyKnowsAreKept() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|X-Odd!#$: 1|X-Empty:|X-Long: " + "x".repeat(3000) + "|Link: <a>, <b>|Link: <c>", "body");
            var got = cache.get("/x");
            assertEquals("1 <a>, <b>, <c> 3000", String.join(" ", got.header("X-Odd!#$"), got.header("Link"),
                    "" + got.header("X-Long").length()));
        }
    }

    @Test void whatComesBehindAnAnswerIsNotPartOfIt() {
        try (var cache = CacheEdge.with("")) {
            var asking = cache.ask("GET /x");
            asking.reaches();
            asking.answers(FRESH + "|Content-Length: 4", "bodyHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
            assertEquals("body", asking.gets().body());
            cache.hits("/x", "body");
            assertEquals("next", cache.fetch("/y", FRESH, "next").body());
        }
    }

    @Test @OwlboardOnly(row = "cache-head", value = "keeps what GET has stored")
    void headTellsThatGetIsOld() {
        var own = "proxy_cache_convert_head off; proxy_cache_key $request_method$uri;";
        try (var cache = CacheEdge.with(own)) {
            for (var line : List.of("ETag: \"b\"", "Content-Length: 9", "Last-Modified: " + BEFORE)) {
                cache.fetch("/x", FRESH + "|ETag: \"a\"|Last-Modified: " + DATE, "body");
                cache.hits("/x", "body");
                cache.ask("HEAD /x").answered("200 OK|" + line, "");
                assertEquals("200 MISS body", shown(cache.fetch("/x", "200 OK", "body")), line);
            }
            cache.fetch("/x", FRESH + "|ETag: \"a\"", "body");
            cache.ask("HEAD /x").answered("200 OK|ETag: \"a\"|Content-Length: 4", "");
            cache.hits("/x", "body");
        }
    }

    /** With a key of its own, or with that of GET. */
    @ParameterizedTest @ValueSource(strings = {"$request_method$uri", "$uri"})
    @OwlboardOnly(row = "cache-head", value = "does not compare them")
    void headRenewsWhatGetHasStored(String key) throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_convert_head off; proxy_cache_key " + key + ";")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"|X-Of: get", "body");
            CacheEdge.pass(1);
            cache.ask("HEAD /x").answered(FRESH + "|ETag: \"a\"|Content-Length: 4|X-Of: head", "");
            var got = cache.get("/x");
            assertEquals("200 HIT body head", shown(got) + " " + got.header("X-Of"));
            cache.fetch("/other", SOON_STALE + "|ETag: \"a\"", "body");
            CacheEdge.pass(1);
            cache.ask("HEAD /other").answered(FRESH + "|ETag: \"b\"", "");
            assertEquals("200 MISS new", shown(cache.fetch("/other", FRESH, "new")));
        }
    }

    @Test @OwlboardOnly(row = "cache-head", value = "does not compare them")
    void headOfAnotherVariantTellsNothing() {
        try (var cache = CacheEdge.with("proxy_cache_convert_head off; proxy_cache_key $request_method$uri;")) {
            cache.ask("GET /x", "Foo: 1").answered(FRESH + "|ETag: \"a\"|Vary: Foo", "body");
            cache.ask("HEAD /x", "Foo: 2").answered("200 OK|ETag: \"b\"|Vary: Foo", "");
            cache.ask("HEAD /x", "Foo: 1").answered("200 OK|Vary: Foo", "");
            cache.hits("/x", "body", "Foo: 1");
        }
    }

    @Test @OwlboardOnly(row = "cache-request", value = "does not look at it")
    void nothingIsKeptOfAConfirmationThatIsNotToBeStored() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"|X-Of: first", "body");
            CacheEdge.pass(1);
            var secret = cache.ask("GET /x", "Cache-Control: no-store").answered("304 Not Modified|ETag: \"a\"|X-Of: secret"
                    + "|Cache-Control: max-age=60", "");
            assertEquals("200 REVALIDATED body secret", shown(secret) + " " + secret.header("X-Of"));
            var next = cache.ask("GET /x").answered("304 Not Modified|ETag: \"a\"|Cache-Control: max-age=60", "");
            assertEquals("200 REVALIDATED body first", shown(next) + " " + next.header("X-Of"));
        }
    }

    // Variants.

    @Test @OwlboardOnly(row = "cache-words", value = "reads one line of Vary (before 1.23)")
    void variantsByWhatTheRequestSays() {
        try (var cache = CacheEdge.with("")) {
            var vary = "|Vary: foo , BAR|Vary: Baz";
            cache.ask("GET /x", "Foo: 1", "Bar: a, b", "Baz: z").answered(FRESH + vary, "all");
            cache.hits("/x", "all", "Baz: z", "FOO: 1", "bar: a, b");
            cache.ask("GET /x", "Foo: 1", "Bar: a, b").answered(FRESH + vary, "without Baz");
            cache.ask("GET /x").answered(FRESH + vary, "without all");
            cache.hits("/x", "without all");
            cache.hits("/x", "without Baz", "Foo: 1", "Bar: a, b");
            assertEquals("other", cache.ask("GET /x", "Foo: 1", "Bar: b, a", "Baz: z").answered(FRESH + vary, "other").body());
            cache.hits("/x", "all", "Foo: 1", "Bar: a, b", "Baz: z");
        }
    }

    @Test @OwlboardOnly(row = "cache-words", value = "takes a star alone")
    void whatVariesByEverythingAnswersNobodyElse() {
        try (var cache = CacheEdge.with("")) {
            for (int i = 0; i < 2; i++) assertEquals("MISS", cache.fetch("/x", FRESH + "|Vary: Foo, *", "body").cache());
        }
    }

    // Over HTTP/2.

    @Test void whatIsStoredAnswersOverHttp2() throws Exception {
        var conf = """
                proxy_cache_path /var/cache/nginx/c keys_zone=c:1m;
                server { listen 80 http2; proxy_cache c; add_header X-Cache $upstream_cache_status; location / { proxy_pass http://a:80; } }
                """;
        try (var cache = CacheEdge.of(conf); var client = FrameClient.open(cache.edge.address())) {
            var large = "0123456789".repeat(20_000);
            client.get(1, "/x", "accept-language", "de", "cookie", "a=1", "cookie", "b=2", "range", "bytes=0-1");
            var head = cache.origin.speaking().head();
            assertFalse(head.stream().anyMatch(line -> line.toLowerCase().startsWith("range")), head.toString());
            cache.origin.sendsRaw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nETag: \"a\"\r\nVary: Accept-Language, Cookie\r\n"
                    + "Accept-Ranges: bytes\r\nContent-Length: " + large.length() + "\r\n\r\n" + large);
            assertEquals("206 01", client.answer(1).status() + " 01");
            cache.edge.accessLog().awaits(1); // all of it has come
            var same = new String[] {"accept-language", "de", "cookie", "a=1; b=2"};
            var whole = client.get(3, "/x", same).window(0, 1 << 20).window(3, 1 << 20).answer(3);
            assertEquals("200 HIT " + large, whole.status() + " " + whole.field("x-cache") + " " + whole.text());
            var part = client.get(5, "/x", "accept-language", "de", "cookie", "a=1; b=2", "range", "bytes=199998-").answer(5);
            assertEquals("206 HIT 89", part.status() + " " + part.field("x-cache") + " " + part.text());
            var none = client.get(7, "/x", "accept-language", "de", "cookie", "a=1; b=2", "if-none-match", "\"a\"").answer(7);
            assertEquals("304 HIT ", none.status() + " " + none.field("x-cache") + " " + none.text());
        }
    }

    // Invalidation.

    @Test @OwlboardOnly(row = "cache-invalidation", value = "keeps it")
    void onlyOfTheSameOrigin() {
        try (var cache = CacheEdge.with("")) {
            for (var place : List.of("/list", "list", "http://shop/list", "http://SHOP:80/list", "https://shop/list", "//shop/list",
                    "./a/../list#part", "http://shop:/list")) {
                cache.fetch("/list", FRESH, "old");
                cache.ask("POST /add", "Content-Length: 0").answered("201 Created|Location: " + place, "");
                assertEquals("200 MISS new", shown(cache.fetch("/list", "200 OK", "new")), place);
                cache.fetch("/list", FRESH, "old");
                cache.ask("PUT /add", "Content-Length: 0").answered("204 No Content|Content-Location: " + place, "");
                assertEquals("200 MISS new", shown(cache.fetch("/list", "200 OK", "new")), place);
            }
            cache.fetch("/list", FRESH, "old");
            for (var place : List.of("http://other/list", "http://shop:81/list", "//other/list", "http://shop.evil/list", ":", "/list2",
                    "http://shop@other/list", "mailto:list", "http://other:80@shop:81/list")) {
                cache.ask("POST /add", "Content-Length: 0").answered("201 Created|Location: " + place, "");
                cache.hits("/list", "old");
            }
            cache.ask("POST /add", "Content-Length: 0").answered("400 Bad|Location: /list", "");
            cache.hits("/list", "old");
        }
    }

    /** Of hosts and targets in which {@code java.net.URI} sees none. */
    @Test @OwlboardOnly(row = "cache-invalidation", value = "keeps it")
    void hostsAndTargetsOfAnyForm() {
        try (var cache = CacheEdge.with("")) {
            for (var target : List.of("/list^a", "/list[1]?a=[]", "/li\"st", "/l^{}")) {
                cache.fetch(target, FRESH, "old");
                cache.ask("POST " + target + "/add", "Content-Length: 0").answered("201 Created|Location: " + target, "");
                assertEquals("200 MISS new", shown(cache.fetch(target, FRESH, "new")), target);
            }
            var client = cache.edge.client();
            cache.fetch("/list", FRESH, "old");
            client.sends("POST /add HTTP/1.1", "Host: my_shop", "Content-Length: 0", "");
            cache.origin.speaking().head();
            cache.origin.sendsRaw("HTTP/1.1 201 Created\r\nLocation: http://my_shop/list\r\nContent-Length: 0\r\n\r\n");
            client.head();
            assertEquals("200 MISS new", shown(cache.fetch("/list", FRESH, "new")));
        }
    }

    @Test @OwlboardOnly(row = "cache-authorization", value = "knows of no users")
    void whatIsConfirmedToOneUserStaysForTheOthers() throws InterruptedException {
        try (var cache = CacheEdge.with("proxy_cache_revalidate on;")) {
            cache.fetch("/x", SOON_STALE + "|ETag: \"a\"|X-Of: all", "body");
            CacheEdge.pass(1);
            var mine = cache.ask("GET /x", "Authorization: Basic YTpi").answered("304 Not Modified|ETag: \"a\"|X-Of: one"
                    + "|Cache-Control: max-age=60", "");
            assertEquals("200 REVALIDATED body one", shown(mine) + " " + mine.header("X-Of"));
            var next = cache.ask("GET /x").answered("304 Not Modified|ETag: \"a\"|Cache-Control: max-age=60", "");
            assertEquals("200 REVALIDATED body all", shown(next) + " " + next.header("X-Of"));
        }
    }

    @Test @OwlboardOnly(row = "cache-lines", value = "knows of no such lines")
    void linesThatConnectionNamesArePassedAndStoredAlike() {
        try (var cache = CacheEdge.with("")) {
            var first = cache.fetch("/x", FRESH + "|ETag: \"a\"|Content-Encoding: x|X-Hop: 1|Connection: ETag, Cache-Control, X-Hop"
                    + ", Content-Encoding", "body");
            var next = cache.get("/x");
            for (var line : List.of("ETag", "Content-Encoding", "Cache-Control", "X-Hop")) {
                assertEquals(first.header(line), next.header(line), line);
            }
            assertEquals("\"a\"", next.header("ETag"));
        }
    }

    @Test @OwlboardOnly(row = "conditions", value = "412")
    void aDateThatIsNoneIsNoCondition() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|Last-Modified: " + DATE, "body");
            cache.hits("/x", "body", "If-Unmodified-Since: yesterday");
        }
    }

    @Test @OwlboardOnly(row = "no-transform", value = "packs it")
    void whatIsToStayAsItIsIsNotPacked() {
        try (var cache = CacheEdge.with("gzip on; gzip_types text/plain; gzip_min_length 1;")) {
            var text = "0123456789".repeat(100);
            for (int i = 0; i < 2; i++) {
                var asking = cache.ask("GET /x", "Accept-Encoding: gzip");
                if (i == 0) asking.reaches();
                if (i == 0) asking.answers(FRESH + ", No-Transform|Content-Type: text/plain", text);
                var got = asking.gets();
                assertEquals(text, got.body());
                assertEquals("", got.header("Content-Encoding"));
            }
        }
    }
}
