package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.edge.OwlboardOnly;
import owlboard.wire.http.HttpDate;

/** What is stored and for whom, seen from both sides: also on nginx, but where it differs. */
@Execution(ExecutionMode.CONCURRENT)
class CacheTest {
    private static final String FRESH = "200 OK|Cache-Control: max-age=60";

    @Test void aStoredAnswerHasTheLinesOfTheFirst() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|Content-Type: a/b|X-One: 1|X-Two: 2|X-Two: 3|Link: </l>", "hello");
            var got = cache.get("/x");
            assertEquals("HIT", got.cache());
            assertEquals("a/b", got.header("Content-Type"));
            assertEquals("1", got.header("X-One"));
            assertEquals("2, 3", got.header("X-Two"));
            assertEquals("</l>", got.header("Link"));
            assertEquals("5", got.header("Content-Length"));
            assertEquals("hello", got.body());
        }
    }

    @Test @OwlboardOnly(row = "cache-age", value = "passes the line on as it came, and tells its own time")
    void ageAndDateAreThoseOfTheAnswer() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|Age: 7|Date: Thu, 01 Jan 2026 00:00:00 GMT", "hello");
            var got = cache.get("/x");
            assertTrue(List.of("7", "8", "9").contains(got.header("Age")), got.header("Age"));
            long now = System.currentTimeMillis() / 1000;
            long made = HttpDate.seconds(got.header("Date")); // max-age counts from when it came: so it does for the client
            assertTrue(Math.abs(now - made - Long.parseLong(got.header("Age"))) <= 1, got.toString());
            var past = HttpDate.of(now - 30);
            cache.fetch("/y", "200 OK|Date: " + past + "|Expires: " + HttpDate.of(now + 600), "hello");
            assertEquals(past, cache.get("/y").header("Date"));
        }
    }

    @Test @OwlboardOnly(row = "cache-lines", value = "does not store it")
    void aDateThatIsWithheldIsOfNow() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + ", no-cache=\"Date\"|Date: Thu, 01 Jan 2026 00:00:00 GMT", "hello");
            cache.hits("/x", "hello");
            assertTrue(HttpDate.seconds(cache.get("/x").header("Date")) > System.currentTimeMillis() / 1000 - 600);
        }
    }

    /** Where the file says how long a client may keep it, that counts from now on; lines that come before it are the upstream's. */
    @ParameterizedTest @CsvSource(delimiter = '#', value = {"expires 1h # max-age=60 # false", "expires off # max-age=60 # true",
            "add_header Cache-Control max-age=5 # # false", "add_header Cache-Control max-age=5 # max-age=60 # true",
            "proxy_hide_header Cache-Control; add_header Cache-Control max-age=5 # max-age=60 # false",
            "add_header Cache-Control public # max-age=60 # true", "add_header Expires $date_gmt # # false"})
    @OwlboardOnly(row = "cache-age", value = "tells no age, and the time now")
    void ageIsThatOfTheLifetimeThatIsTold(String directives, String control, boolean told) {
        try (var cache = CacheEdge.with("proxy_cache_valid 1m; " + directives.strip() + "; add_header X-Cache $upstream_cache_status;")) {
            var first = cache.fetch("/x", "200 OK|Age: 40|Date: " + HttpDate.of(System.currentTimeMillis() / 1000 - 40)
                    + (control == null ? "" : "|Cache-Control: " + control), "hello");
            assertEquals(told ? "40" : "", first.header("Age"));
            var got = cache.get("/x");
            long behind = System.currentTimeMillis() / 1000 - HttpDate.seconds(got.header("Date"));
            assertEquals(told, !got.header("Age").isEmpty(), got.toString());
            assertTrue(told ? behind >= 39 : behind < 39, got.toString());
        }
    }

    @Test void ageIsHiddenWhereTheFileSaysSo() {
        try (var cache = CacheEdge.with("proxy_hide_header Age;")) {
            cache.fetch("/x", FRESH + "|Age: 7", "hello");
            assertEquals("HIT ", cache.get("/x").cache() + " " + cache.get("/x").header("Age"));
        }
    }

    @Test @OwlboardOnly(row = "cache-age", value = "does not count the age that the answer had")
    void anAnswerThatWasOldWhenItCameIsSoonStale() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|Age: 60", "old");
            assertEquals("new", cache.fetch("/x", FRESH, "new").body());
            cache.hits("/x", "new");
        }
    }

    @ParameterizedTest @ValueSource(strings = {"Cache-Control: no-store", "Cache-Control: private, max-age=60", "Cache-Control: no-cache",
            "Cache-Control: max-age=0", "Expires: 0", "Expires: Thu, 01 Jan 1970 00:00:00 GMT", "Cache-Control: max-age=60|Vary: *",
            "Cache-Control: max-age=60|Set-Cookie: a=b", "X-Accel-Expires: 0|Cache-Control: max-age=60", "X-Nothing: said"})
    void isNotStored(String lines) {
        try (var cache = CacheEdge.with("")) {
            assertEquals("MISS", cache.fetch("/x", "200 OK|" + lines, "one").cache());
            assertEquals("two", cache.fetch("/x", "200 OK|" + lines, "two").body());
        }
    }

    @ParameterizedTest @ValueSource(ints = {5, 100_000})
    void whoseFileIsRemovedIsFetchedAgain(int bytes) throws IOException, InterruptedException {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH, "a".repeat(bytes));
            cache.hits("/x", "a".repeat(bytes));
            Files.delete(cache.files(1).getFirst());
            CacheEdge.pass(1);
            assertEquals("MISS", cache.fetch("/x", FRESH, "b".repeat(bytes)).cache());
            cache.hits("/x", "b".repeat(bytes));
            cache.files(1);
        }
    }

    @Test void whatTheClientSaysOfCachingIsNoWordToSubrequests() {
        try (var cache = CacheEdge.with("location /page { auth_request /auth; proxy_cache off; proxy_pass http://a:80; } "
                + "location = /auth { proxy_cache_key $http_token; proxy_pass http://a:80; }")) {
            for (var words : List.of("only-if-cached", "no-store")) {
                var asking = cache.ask("GET /page", "Cache-Control: " + words, "Token: " + words);
                assertTrue(asking.reaches().getFirst().startsWith("GET /auth"));
                asking.answers(FRESH, "yes");
                assertEquals("page", asking.answered("200 OK", "page").body());
                asking = cache.ask("GET /page", "Token: " + words);
                assertTrue(asking.reaches().getFirst().startsWith("GET /page"), words);
                asking.answers("200 OK", "page");
                assertEquals("page", asking.gets().body());
            }
        }
    }

    private static final String FALLBACK = "location /page { proxy_cache off; proxy_intercept_errors on; error_page 404 /other; "
            + "proxy_pass http://a:80; } location = /other { proxy_cache_key other; proxy_pass http://a:80; }";

    @Test void aPostThatIsRedirectedGetsWhatIsStoredForGet() {
        try (var cache = CacheEdge.with(FALLBACK)) {
            cache.fetch("/other", FRESH, "stored");
            var got = cache.ask("POST /page", "Content-Length: 2", "").answered("404 Not Found", "none"); // and its body
            assertEquals("404 HIT stored", got.status() + " " + got.cache() + " " + got.body());
        }
    }

    @Test @OwlboardOnly(row = "cache-body", value = "stores what the body may have made of it")
    void butItsOwnAnswerIsNotStored() {
        try (var cache = CacheEdge.with(FALLBACK)) {
            var asking = cache.ask("POST /page", "Content-Length: 2", "");
            asking.reaches();
            cache.origin.receivesBody("\r\n");
            asking.answers("404 Not Found", "none");
            asking.reaches();
            cache.origin.receivesBody("\r\n");
            asking.answers(FRESH, "one");
            var got = asking.gets();
            assertEquals("404 MISS one", got.status() + " " + got.cache() + " " + got.body());
            assertEquals("MISS", cache.fetch("/other", FRESH, "two").cache());
        }
    }

    @Test void variantsLieBesideEachOther() {
        try (var cache = CacheEdge.with("")) {
            for (var language : List.of("de", "en", "fr")) {
                cache.ask("GET /x", "Accept-Language: " + language).answered(FRESH + "|Vary: Accept-Language", language);
            }
            cache.ask("GET /x").answered(FRESH + "|Vary: Accept-Language", "none");
            for (var language : List.of("de", "en", "fr")) cache.hits("/x", language, "Accept-Language: " + language);
            cache.hits("/x", "none");
        }
    }

    @Test void anAnswerThatVariesOtherwiseTakesThePlaceOfAll() {
        try (var cache = CacheEdge.with("")) {
            cache.ask("GET /x", "A: 1", "B: 1").answered(FRESH + "|Vary: A", "a1");
            cache.ask("GET /x", "A: 2", "B: 1").answered(FRESH + "|Vary: B", "b1");
            cache.hits("/x", "b1", "A: 3", "B: 1");
            cache.ask("GET /x", "A: 1", "B: 2").answered(FRESH + "|Vary: A, B", "a1b2");
            cache.hits("/x", "a1b2", "B: 2", "A: 1");
        }
    }

    @Test void conditionsAreAnsweredFromTheCache() {
        try (var cache = CacheEdge.with("")) {
            var date = "Thu, 01 Jan 2026 00:00:00 GMT";
            cache.fetch("/x", FRESH + "|ETag: \"a\"|Last-Modified: " + date + "|Content-Type: a/b|Vary: Foo", "hello");
            for (var line : List.of("If-None-Match: \"a\"", "If-None-Match: W/\"a\"", "If-None-Match: \"b\", W/\"a\"", "If-None-Match: *",
                    "If-Modified-Since: " + date)) {
                var got = cache.get("/x", line);
                assertEquals("304 HIT", got.status() + " " + got.cache(), line);
                assertEquals("\"a\"", got.header("ETag"), line);
                assertEquals("max-age=60", got.header("Cache-Control"), line);
                assertEquals("Foo", got.header("Vary"), line);
                assertEquals("", got.header("Content-Length") + got.header("Content-Type"), line);
            }
            for (var line : List.of("If-None-Match: \"b\"", "If-None-Match: \"A\"", "If-Modified-Since: Wed, 31 Dec 2025 00:00:00 GMT",
                    "If-Modified-Since: nonsense")) {
                assertEquals(200, cache.get("/x", line).status(), line);
            }
            assertEquals(200, cache.get("/x", "If-None-Match: \"b\"", "If-Modified-Since: " + date).status());
        }
    }

    @Test @OwlboardOnly(row = "cache-conditions", value = "compares the date exactly, and knows no other date than Last-Modified")
    void datesOfConditionsAreCompared() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT", "hello");
            assertEquals(304, cache.get("/x", "If-Modified-Since: Fri, 02 Jan 2026 00:00:00 GMT").status());
            cache.fetch("/y", FRESH + "|Date: Thu, 01 Jan 2026 00:00:00 GMT", "hello");
            assertEquals(304, cache.get("/y", "If-Modified-Since: " + cache.get("/y").header("Date")).status());
            assertEquals(200, cache.get("/y", "If-Modified-Since: Wed, 31 Dec 2025 00:00:00 GMT").status());
        }
    }

    @Test void theWholeAnswerIsAskedForWhateverTheClientWants() {
        try (var cache = CacheEdge.with("")) {
            var asking = cache.ask("GET /x", "If-None-Match: \"a\"", "If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT", "Range: bytes=1-2",
                    "If-Range: \"a\"", "If-Match: \"a\"", "If-Unmodified-Since: Thu, 01 Jan 2026 00:00:00 GMT");
            var seen = asking.reaches();
            assertFalse(seen.stream().anyMatch(line -> line.startsWith("If-") || line.startsWith("Range")), seen.toString());
            asking.answers(FRESH + "|ETag: \"a\"|Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT", "hello");
            assertEquals(304, asking.gets().status());
            cache.hits("/x", "hello");
        }
    }

    @Test void conditionsPassWhereNothingIsStored() {
        try (var cache = CacheEdge.with("location /off { proxy_cache off; proxy_pass http://a:80; }")) {
            var got = cache.ask("GET /off", "If-None-Match: \"a\"", "Range: bytes=0-1");
            var seen = got.reaches();
            assertTrue(seen.contains("If-None-Match: \"a\"") && seen.contains("Range: bytes=0-1"), seen.toString());
            got.answers("304 Not Modified", "");
            assertEquals(304, got.gets().status());
        }
    }

    @Test void validatorsThatAreHiddenDecideNothing() {
        try (var cache = CacheEdge.with("proxy_hide_header ETag; proxy_hide_header Last-Modified;")) {
            var date = "Thu, 01 Jan 2026 00:00:00 GMT";
            cache.fetch("/x", FRESH + "|Accept-Ranges: bytes|ETag: \"a\"|Last-Modified: " + date, "hello");
            for (var line : List.of("If-None-Match: \"a\"", "If-Modified-Since: " + date)) cache.hits("/x", "hello", line);
            for (var line : List.of("If-Range: \"a\"", "If-Range: " + date)) cache.hits("/x", "hello", "Range: bytes=0-1", line);
        }
    }

    @Test void partsAreOfTheTypeOfTheWhole() {
        try (var cache = CacheEdge.with("charset utf-8;")) {
            cache.fetch("/x", FRESH + "|Accept-Ranges: bytes|Content-Type: text/html", "0123456789".repeat(30));
            var parts = cache.get("/x", "Range: bytes=0-0,9-9").body();
            assertTrue(parts.contains("Content-Type: text/html; charset=utf-8\r\nContent-Range: bytes 9-9/300\r\n\r\n9\r\n"), parts);
        }
    }

    @Test @OwlboardOnly(row = "range-forms", value = "answers HEAD with 206, and 416 to the other forms")
    void rangesAreReadAsLists() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|Accept-Ranges: bytes", "0123456789");
            assertEquals("56789", cache.get("/x", "Range: bytes=5-99999999999999999999").body());
            assertEquals("0", cache.get("/x", "Range: bytes=0-0, ,").body());
            assertEquals("0123456789", cache.get("/x", "Range: bytes=-99999999999999999999").body());
            assertEquals(416, cache.get("/x", "Range: bytes=99999999999999999999-").status());
            assertEquals(416, cache.get("/x", "Range: bytes=,").status());
            var head = cache.ask("HEAD /x", "Range: bytes=0-1").gets();
            assertEquals("200 10", head.status() + " " + head.header("Content-Length"));
        }
    }

    @Test void partsOfAStoredAnswer() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|Accept-Ranges: bytes|ETag: \"a\"", "0123456789");
            var part = cache.get("/x", "Range: bytes=2-4");
            assertEquals("206 bytes 2-4/10 234", part.status() + " " + part.header("Content-Range") + " " + part.body());
            assertEquals("89", cache.get("/x", "Range: bytes=-2").body());
            assertEquals("3456789", cache.get("/x", "Range: bytes=3-").body());
            assertEquals("0123456789", cache.get("/x", "Range: bytes=0-1", "If-Range: \"b\"").body());
            assertEquals("01", cache.get("/x", "Range: bytes=0-1", "If-Range: \"a\"").body());
            var none = cache.get("/x", "Range: bytes=10-");
            assertEquals("416 bytes */10", none.status() + " " + none.header("Content-Range"));
            cache.fetch("/long", FRESH + "|Accept-Ranges: bytes", "0123456789".repeat(30));
            var several = cache.get("/long", "Range: bytes=0-0,9-9");
            assertEquals(206, several.status());
            assertTrue(several.header("Content-Type").startsWith("multipart/byteranges; boundary="), several.toString());
            assertTrue(several.body().contains("Content-Range: bytes 9-9/300\r\n\r\n9\r\n"), several.body());
        }
    }

    @Test @OwlboardOnly(row = "parts-more-than-whole", value = "sends them (before 1.29.5)")
    void partsOfAStoredAnswerThatAreMoreThanTheWhole() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH + "|Accept-Ranges: bytes", "0123456789");
            var whole = cache.get("/x", "Range: bytes=0-0,9-9");
            assertEquals("200 0123456789", whole.status() + " " + whole.body());
        }
    }

    @Test void aPartOfAnAnswerThatIsBeingStored() {
        try (var cache = CacheEdge.with("")) {
            var part = cache.ask("GET /x", "Range: bytes=2-4").answered(FRESH + "|Accept-Ranges: bytes", "0123456789");
            assertEquals("206 bytes 2-4/10 234", part.status() + " " + part.header("Content-Range") + " " + part.body());
            cache.hits("/x", "0123456789");
        }
    }

    @Test @OwlboardOnly(row = "cache-ranges", value = "sends all of it")
    void partsWithoutAWordOfThem() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH, "0123456789");
            assertEquals("234", cache.get("/x", "Range: bytes=2-4").body());
            cache.fetch("/none", FRESH + "|Accept-Ranges: none", "0123456789");
            assertEquals(200, cache.get("/none", "Range: bytes=2-4").status());
        }
    }

    @Test void headIsAnsweredFromWhatGetStored() {
        try (var cache = CacheEdge.with("")) {
            var asking = cache.ask("HEAD /x");
            assertEquals("GET /x HTTP/1.1", asking.reaches().getFirst());
            asking.answers(FRESH, "hello");
            assertEquals("5", asking.gets().header("Content-Length"));
            cache.hits("/x", "hello");
            var got = cache.ask("HEAD /x").gets();
            assertEquals("200 HIT 5", got.status() + " " + got.cache() + " " + got.header("Content-Length"));
        }
    }

    @Test void headsMayBeStoredForThemselves() {
        try (var cache = CacheEdge.with("proxy_cache_convert_head off; proxy_cache_key $request_method$uri;")) {
            var asking = cache.ask("HEAD /x");
            assertEquals("HEAD /x HTTP/1.1", asking.reaches().getFirst());
            asking.answers(FRESH + "|X-Of: head|Content-Length: 5", "");
            asking.gets();
            var stored = cache.ask("HEAD /x").gets();
            assertEquals("head 5", stored.header("X-Of") + ' ' + stored.header("Content-Length"));
            cache.fetch("/x", FRESH, "hello");
            cache.hits("/x", "hello");
        }
    }

    @Test @OwlboardOnly(row = "cache-head", value = "answers GET with what HEAD has stored")
    void aHeadIsNoAnswerToGet() {
        try (var cache = CacheEdge.with("proxy_cache_convert_head off;")) {
            cache.ask("HEAD /x").answered(FRESH, "");
            assertEquals("hello", cache.fetch("/x", FRESH, "hello").body());
            cache.hits("/x", "hello");
            assertEquals("HIT", cache.ask("HEAD /x").gets().cache());
        }
    }

    @Test @OwlboardOnly(row = "cache-parts", value = "stores a part that it did not ask for as if it were all")
    void aPartIsNotStored() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", "206 Partial Content|Cache-Control: max-age=60|Content-Range: bytes 0-1/5", "he");
            assertEquals("hello", cache.fetch("/x", FRESH, "hello").body());
        }
    }

    @Test @OwlboardOnly(row = "cache-parts", value = "stores it as if it were all")
    void aPartThatTheClientAskedForIsNotStored() {
        try (var cache = CacheEdge.with("proxy_set_header Range $http_range;")) {
            cache.ask("GET /x", "Range: bytes=0-1").answered("206 Partial Content|Cache-Control: max-age=60"
                    + "|Content-Range: bytes 0-1/5", "he");
            assertEquals("hello", cache.fetch("/x", FRESH, "hello").body());
        }
    }

    @ParameterizedTest @ValueSource(strings = {"Range $http_range; proxy_cache_key $uri$http_range", "Range bytes=0-1"})
    void aPartThatTheKeyTellsIsStored(String directives) {
        try (var cache = CacheEdge.with("proxy_set_header " + directives + ';')) {
            var part = "206 Partial Content|Cache-Control: max-age=60|Content-Range: bytes 0-1/5";
            cache.ask("GET /x", "Range: bytes=0-1").answered(part, "he");
            var got = cache.get("/x", "Range: bytes=0-1");
            assertEquals("206 HIT he", got.status() + " " + got.cache() + " " + got.body());
        }
    }

    @ParameterizedTest @CsvSource({"203", "204", "301", "302", "307", "308", "404", "410", "500", "503", "599"})
    void statusesWithALifetimeAreStored(int status) {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", status + " Some|Cache-Control: max-age=60|Location: /y", "body");
            var got = cache.get("/x");
            assertEquals(status + " HIT", got.status() + " " + got.cache());
            assertEquals(status == 204 ? "" : "body", got.body());
        }
    }

    @Test void theConfigurationsTimes() {
        try (var cache = CacheEdge.with("proxy_cache_valid 404 1m; proxy_cache_valid 1m; proxy_cache_valid 403 0;")) {
            for (int status : new int[] {200, 301, 302, 404}) {
                cache.fetch("/" + status, status + " Some", "body");
                assertEquals("HIT", cache.get("/" + status).cache());
            }
            for (int status : new int[] {403, 500}) {
                cache.fetch("/" + status, status + " Some", "one");
                assertEquals("two", cache.fetch("/" + status, status + " Some", "two").body());
            }
        }
    }

    @Test void ignoredLines() {
        try (var cache = CacheEdge.with("proxy_ignore_headers Cache-Control Expires Set-Cookie Vary X-Accel-Expires;"
                + "proxy_cache_valid 1m;")) {
            cache.fetch("/x", "200 OK|Cache-Control: no-store|Expires: 0|Set-Cookie: a=b|Vary: *|X-Accel-Expires: 0", "hello");
            cache.hits("/x", "hello");
        }
    }

    @Test @OwlboardOnly(row = "cache-lines", value = "stores whole answers or none, and all lines of them")
    void linesThatAreNotStored() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", "200 OK|Cache-Control: max-age=60, private=\"X-Private\", no-cache=\"X-Checked, X-Y\"|Connection: X-Hop"
                    + "|X-Hop: 1|X-Private: 1|X-Checked: 1|Proxy-Authenticate: Basic|Keep-Alive: timeout=5|X-Stays: 1", "hello");
            var got = cache.get("/x");
            assertEquals("HIT 1", got.cache() + " " + got.header("X-Stays"));
            for (var name : List.of("X-Hop", "X-Private", "X-Checked", "Proxy-Authenticate", "Keep-Alive")) {
                assertEquals("", got.header(name), name);
            }
        }
    }

    @Test void anAnswerThatBreaksOffIsNotStored() {
        try (var cache = CacheEdge.with("")) {
            for (var lines : List.of(FRESH + "|Content-Length: 10", FRESH + "|Transfer-Encoding: chunked")) {
                var other = cache.edge.client();
                var asking = cache.askOn(other, "GET /x");
                asking.reaches();
                asking.answers(lines, lines.contains("chunked") ? "5\r\nhello\r\n" : "hello");
                cache.origin.closes();
                other.rest();
            }
            assertEquals("whole", cache.fetch("/x", FRESH, "whole").body());
            cache.hits("/x", "whole");
        }
    }

    @Test void anAnswerUntilTheConnectionClosesIsWhole() {
        try (var cache = CacheEdge.with("")) {
            var asking = cache.ask("GET /x");
            asking.reaches();
            cache.origin.sendsRaw("HTTP/1.0 200 OK\r\nCache-Control: max-age=60\r\n\r\nhello");
            cache.origin.closes();
            assertEquals("hello", asking.gets().body());
            cache.hits("/x", "hello");
        }
    }

    @Test void aClientThatLeavesDoesNotEndTheStoring() {
        try (var cache = CacheEdge.with("")) {
            var leaves = cache.edge.client();
            var asking = cache.askOn(leaves, "GET /x");
            asking.reaches();
            asking.answers(FRESH + "|Content-Length: 10", "hello");
            leaves.resets();
            cache.origin.sendsRaw("world");
            cache.edge.accessLog().awaits(1);
            cache.hits("/x", "helloworld");
        }
    }

    @Test @OwlboardOnly(row = "cache-client-gone", value = "stores nothing when the head cannot be sent")
    void norDoesOneThatLeavesBeforeTheAnswerBegins() throws InterruptedException {
        try (var cache = CacheEdge.with("")) {
            var leaves = cache.edge.client();
            var asking = cache.askOn(leaves, "GET /x");
            asking.reaches();
            leaves.resets();
            Thread.sleep(200); // so long the upstream would have been left
            asking.answers(FRESH, "hello");
            cache.edge.accessLog().awaits(1);
            cache.hits("/x", "hello");
        }
    }

    @Test @OwlboardOnly(row = "cache-body", value = "stores the answer for those who send none")
    void aGetWithABodyIsNotStored() {
        try (var cache = CacheEdge.with("")) {
            var fat = cache.edge.client();
            fat.sendsRaw("GET /x HTTP/1.1\r\nHost: shop\r\nContent-Length: 4\r\n\r\nevil");
            var wire = cache.origin.speaking();
            wire.head();
            wire.receivesBody("evil");
            wire.sendsRaw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 4\r\n\r\nevil");
            fat.head();
            fat.receivesBody("evil");
            assertEquals("good", cache.fetch("/x", FRESH, "good").body());
        }
    }

    @Test @OwlboardOnly(row = "cache-host", value = "has one entry for all hosts")
    void hostsThatTheUpstreamIsToldAreParted() {
        try (var cache = CacheEdge.with("proxy_set_header Host $host;")) {
            var other = cache.edge.client();
            other.sends("GET /x HTTP/1.1", "Host: evil", "");
            cache.origin.speaking().head();
            cache.origin.sendsRaw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 4\r\n\r\nevil");
            other.head();
            other.receivesBody("evil");
            assertEquals("good", cache.fetch("/x", FRESH, "good").body());
            cache.hits("/x", "good");
        }
    }

    @Test @OwlboardOnly(row = "cache-host", value = "has one entry for all hosts")
    void soAreTheirPorts() {
        try (var cache = CacheEdge.with("proxy_set_header Host $http_host;")) {
            var other = cache.edge.client();
            other.sends("GET /x HTTP/1.1", "Host: shop:9999", "");
            cache.origin.speaking().head();
            cache.origin.sendsRaw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 4\r\n\r\nevil");
            other.head();
            other.receivesBody("evil");
            assertEquals("good", cache.fetch("/x", FRESH, "good").body());
            cache.hits("/x", "good");
        }
    }

    @Test void largeAnswersComeFromTheirFile() {
        try (var cache = CacheEdge.with("")) {
            var body = "0123456789".repeat(30_000);
            assertEquals(body, cache.fetch("/x", FRESH + "|Accept-Ranges: bytes|ETag: \"a\"", body).body());
            cache.hits("/x", body);
            assertEquals(body.substring(99_990, 200_001), cache.get("/x", "Range: bytes=99990-200000").body());
            assertEquals(304, cache.get("/x", "If-None-Match: \"a\"").status());
            assertEquals("" + body.length(), cache.ask("HEAD /x").gets().header("Content-Length"));
        }
    }

    @Test void slowClientsGetLargeAnswersWhole() throws InterruptedException {
        try (var cache = CacheEdge.with("")) {
            var body = "0123456789abcdef".repeat(500_000);
            cache.fetch("/x", FRESH + "|Accept-Ranges: bytes", body);
            try (var slow = cache.edge.narrowClient(); var leaves = cache.edge.narrowClient()) {
                var asking = cache.askOn(slow, "GET /x");
                cache.askOn(leaves, "GET /x");
                Thread.sleep(200); // so that the buffers between are full
                leaves.resets();
                slow.reading(true);
                assertEquals(body, asking.gets().body());
                slow.sends("GET /x HTTP/1.1", "Host: shop", "Range: bytes=1-3", "Connection: close", "");
                assertTrue(slow.rest().endsWith("\r\n\r\n123"));
            }
            cache.hits("/x", body);
        }
    }

    @Test void bypassAndNoCache() {
        try (var cache = CacheEdge.with("proxy_cache_bypass $arg_fresh; proxy_no_cache $http_x_once $http_x_other;"
                + "proxy_cache_key $uri;")) {
            cache.ask("GET /x", "X-Once: 0", "X-Other: 1").answered(FRESH, "one");
            cache.fetch("/x", FRESH, "two");
            cache.hits("/x?fresh=0", "two");
            assertEquals("BYPASS", cache.fetch("/x?fresh=1", FRESH, "three").cache());
            cache.hits("/x", "three");
        }
    }

    @Test void minUses() {
        try (var cache = CacheEdge.with("proxy_cache_min_uses 3;")) {
            for (int i = 0; i < 3; i++) assertEquals("MISS", cache.fetch("/x", FRESH, "body").cache());
            cache.hits("/x", "body");
        }
    }

    @Test void postIsStoredWhereTheFileSaysSo() {
        try (var cache = CacheEdge.with("proxy_cache_methods POST;")) {
            cache.ask("POST /x", "Content-Length: 0").answered(FRESH, "body");
            assertEquals("HIT", cache.ask("POST /x", "Content-Length: 0").gets().cache());
        }
    }

    @Test @OwlboardOnly(row = "cache-post", value = "answers GET with what POST has stored, and the other way round")
    void postAndGetHaveAnswersOfTheirOwn() {
        try (var cache = CacheEdge.with("proxy_cache_methods POST;")) {
            cache.fetch("/x", FRESH, "got");
            assertEquals("MISS", cache.ask("POST /x", "Content-Length: 0").answered(FRESH, "posted").cache());
            cache.hits("/x", "got");
            assertEquals("posted", cache.ask("POST /x", "Content-Length: 0").gets().body());
            cache.ask("DELETE /x").answered("204 No Content", "");
            assertEquals("MISS", cache.ask("POST /x", "Content-Length: 0").answered(FRESH, "new").cache());
        }
    }

    @Test void farPartsAreFetchedForThemselves() {
        try (var cache = CacheEdge.with("proxy_cache_max_range_offset 5;")) {
            var far = cache.ask("GET /x", "Range: bytes=5-6");
            assertTrue(far.reaches().contains("Range: bytes=5-6"));
            far.answers("206 Partial Content|Cache-Control: max-age=60|Content-Range: bytes 5-6/10", "56");
            assertEquals("56", far.gets().body());
            assertFalse(cache.ask("GET /x", "Range: bytes=4-5").reaches().contains("Range: bytes=4-5"));
        }
        for (var offset : List.of("0", "4g")) {
            try (var cache = CacheEdge.with("proxy_cache_max_range_offset " + offset + ";")) {
                var range = offset.equals("0") ? "Range: items=0-1" : "Range: bytes=5000000000-5000000001";
                assertTrue(cache.ask("GET /x", range).reaches().contains(range), offset);
            }
        }
    }

    @Test @OwlboardOnly(row = "cache-authorization", value = "stores it for everybody")
    void whatIsForOneUserIsNotStored() {
        try (var cache = CacheEdge.with("")) {
            cache.ask("GET /x", "Authorization: Basic YTpi").answered(FRESH, "mine");
            assertEquals("MISS", cache.fetch("/x", FRESH, "all").cache());
            cache.hits("/x", "all", "Authorization: Basic YTpi");
            cache.ask("GET /y", "Authorization: Basic YTpi").answered(FRESH + ", public", "public");
            cache.hits("/y", "public");
        }
    }

    @Test @OwlboardOnly(row = "cache-authorization", value = "stores it for everybody")
    void aLineThatIsWrittenAnewIsStillTheClients() {
        for (var value : List.of("$http_authorization", "\"Basic $remote_user\"")) {
            try (var cache = CacheEdge.with("proxy_set_header Authorization " + value + ";")) {
                cache.ask("GET /x", "Authorization: Basic YTpi").answered(FRESH, "mine");
                assertEquals("all", cache.fetch("/x", FRESH, "all").body(), value);
            }
        }
        try (var cache = CacheEdge.with("proxy_set_header Authorization 'Basic b3Vyczp4';")) {
            cache.ask("GET /x", "Authorization: Basic YTpi").answered(FRESH, "for all");
            cache.hits("/x", "for all");
        }
    }

    @Test void whatIsForOneUserIsStoredWhereTheKeySaysWho() {
        try (var cache = CacheEdge.with("proxy_cache_key $http_authorization$uri;")) {
            cache.ask("GET /x", "Authorization: Basic YTpi").answered(FRESH, "mine");
            cache.hits("/x", "mine", "Authorization: Basic YTpi");
        }
    }

    @Test @OwlboardOnly(row = "cache-request", value = "does not look at it")
    void whatARequestSaysOfCaching() {
        try (var cache = CacheEdge.with("")) {
            assertEquals(504, cache.get("/x", "Cache-Control: only-if-cached").status());
            cache.ask("GET /x", "Cache-Control: no-store").answered(FRESH, "one");
            assertEquals("two", cache.fetch("/x", FRESH, "two").body());
            cache.hits("/x", "two", "Cache-Control: no-cache, max-age=0", "Pragma: no-cache");
            cache.hits("/x", "two", "Cache-Control: only-if-cached");
        }
    }

    @Test @OwlboardOnly(row = "cache-request", value = "does not look at it")
    void aClientMayAskAnewWhereTheFileLetsIt() {
        try (var cache = CacheEdge.with("owlboard_cache_reloads on; proxy_cache_revalidate on;")) {
            cache.fetch("/x", FRESH + "|ETag: \"a\"", "body");
            for (var control : List.of("no-cache", "max-age=0", "min-fresh=90")) {
                var got = cache.ask("GET /x", "Cache-Control: " + control).answered("304 Not Modified|ETag: \"a\"", "");
                assertEquals("REVALIDATED", got.cache(), control);
            }
            cache.hits("/x", "body", "Cache-Control: max-age=30, min-fresh=10");
            cache.ask("GET /x", "Cache-Control: no-cache").answered(FRESH, "new");
            cache.hits("/x", "new");
        }
    }

    @Test @OwlboardOnly(row = "cache-invalidation", value = "keeps it")
    void whatChangesTheResourceEndsWhatIsStored() {
        try (var cache = CacheEdge.with("")) {
            for (var method : List.of("POST", "PUT", "DELETE", "PATCH", "M-SEARCH")) {
                cache.fetch("/x", FRESH, "old");
                cache.hits("/x", "old");
                cache.ask(method + " /x", "Content-Length: 0").answered("200 OK", "done");
                assertEquals("MISS", cache.fetch("/x", FRESH, "new").cache(), method);
                cache.ask(method + " /x", "Content-Length: 0").answered("303 See Other|Location: /y", "");
            }
            cache.fetch("/x", FRESH, "old");
            cache.ask("POST /x", "Content-Length: 0").answered("500 Error", "");
            cache.ask("POST /x", "Content-Length: 0").answered("404 Not Found", "");
            for (var safe : List.of("OPTIONS", "PROPFIND", "REPORT", "SEARCH", "QUERY")) cache.ask(safe + " /x").answered("200 OK", "");
            cache.hits("/x", "old");
        }
    }

    @Test @OwlboardOnly(row = "cache-invalidation", value = "keeps it")
    void soDoesWhatNamesItAsItsPlace() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/list", FRESH, "old");
            cache.fetch("/other", FRESH, "old");
            cache.ask("POST /add", "Content-Length: 0").answered("201 Created|Location: http://shop/list"
                    + "|Content-Location: http://else/other", "");
            assertEquals("MISS", cache.fetch("/list", FRESH, "new").cache());
            cache.hits("/other", "old");
        }
    }

    @Test @OwlboardOnly(row = "cache-invalidation", value = "keeps it")
    void soItIsWithAKeyOfTheFile() {
        try (var cache = CacheEdge.with("proxy_cache_key $scheme$proxy_host$request_uri;")) {
            cache.fetch("/x", FRESH, "old");
            cache.ask("POST /x", "Content-Length: 0").answered("200 OK", "done");
            assertEquals("MISS", cache.fetch("/x", FRESH, "new").cache());
        }
    }

    @ParameterizedTest @ValueSource(strings = {"http://a:80", "http://$arg_to"})
    void aKeyMayNameTheUpstream(String url) {
        var conf = """
                proxy_cache_path /var/cache/nginx/c levels=1:2 keys_zone=c:1m;
                upstream b { server a:80; }
                server { listen 80; proxy_cache c; proxy_cache_key $scheme$proxy_host$proxy_port$uri; proxy_cache_valid 1m;
                  add_header X-Cache $upstream_cache_status always; add_header X-Host "$proxy_host $proxy_port" always;
                  location / { set $arg_to a:80; if ($host = other) { set $arg_to b; } proxy_pass URL; }
                  location /b/ { rewrite ^/b(.*)$ $1 break; proxy_pass http://b; } }
                """.replace("URL", url).replace("$arg_to", "$to");
        try (var cache = CacheEdge.of(conf)) {
            var first = cache.fetch("/x", "200 OK", "of a");
            assertEquals("MISS", first.cache());
            cache.hits("/x", "of a");
            assertEquals(first.header("X-Host"), cache.get("/x").header("X-Host"));
            var other = cache.fetch("/b/x", "200 OK", "of b");
            assertEquals("MISS of b, b 80", other.cache() + ' ' + other.body() + ", " + other.header("X-Host"));
            cache.hits("/b/x", "of b");
            assertEquals("b 80", cache.get("/b/x").header("X-Host"));
        }
    }

    @ParameterizedTest @ValueSource(strings = {"/a", "/a:80", "/"})
    @OwlboardOnly(row = "cache-invalidation", value = "keeps it")
    void thePlaceIsThatOfTheTargetAlone(String own) { // which is in the name of the upstream as well
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/list?b", FRESH, "old");
            cache.ask("POST " + own, "Content-Length: 0").answered("201 Created|Location: /list?b", "");
            assertEquals("MISS", cache.fetch("/list?b", FRESH, "new").cache());
        }
    }

    private static final String SLICED = "slice 4; proxy_cache_key $uri$slice_range; proxy_set_header Range $slice_range;";

    private static String part(int from, int to, int length) {
        return "206 Partial Content|Cache-Control: max-age=60|Content-Range: bytes " + from + '-' + to + '/' + length;
    }

    /** The origin is asked for each of three parts; no tag tells them from others. */
    private static String inParts(CacheEdge cache, String target, String body) {
        var asking = cache.ask("GET " + target);
        asking.reaches();
        asking.answers(part(0, 3, 10), body.substring(0, 4));
        asking.reaches();
        asking.answers(part(4, 7, 10), body.substring(4, 8));
        asking.reaches();
        asking.answers(part(8, 9, 10), body.substring(8));
        return asking.gets().body();
    }

    @Test @OwlboardOnly(row = "cache-invalidation", value = "keeps them")
    void allPartsEndTogether() {
        try (var cache = CacheEdge.with(SLICED)) {
            for (var method : List.of("PUT /x", "DELETE /x", "POST /add")) {
                assertEquals("old0old1o2", inParts(cache, "/x", "old0old1o2"));
                assertEquals("old0old1o2", cache.get("/x").body());
                cache.ask(method, "Content-Length: 0").answered("204 No Content|Location: /x", "");
                assertEquals("new0new1n2", inParts(cache, "/x", "new0new1n2"), method);
                assertEquals("new0new1n2", cache.get("/x").body());
                assertEquals("w1", cache.get("/x", "Range: bytes=6-7").body());
                cache.ask(method, "Content-Length: 0").answered("204 No Content|Location: /x", "");
            }
        }
    }

    @Test @OwlboardOnly(row = "cache-purge", value = "does it in its paid edition")
    void partsArePurgedTogether() throws Exception {
        var directives = SLICED + "proxy_cache_purge $http_purge;";
        try (var cache = CacheEdge.with(directives)) {
            assertEquals("old0old1o2", inParts(cache, "/x", "old0old1o2"));
            cache.files(4); // what they belong to is one of them
            cache.edge.reload(CacheEdge.conf(directives).replace("keys_zone=c:1m", "keys_zone=c:2m")); // as after a restart
            assertEquals("old0old1o2", cache.get("/x").body());
            assertEquals(204, cache.get("/x", "Purge: 1").status());
            assertEquals(404, cache.get("/x", "Purge: 1").status());
            assertEquals("new0new1n2", inParts(cache, "/x", "new0new1n2"));
        }
    }

    @Test @OwlboardOnly(row = "cache-invalidation", value = "joins old parts and new ones")
    void anAnswerWhoseResourceIsChangedMeanwhileBreaksOff() {
        try (var cache = CacheEdge.with(SLICED)) {
            assertEquals("old0old1o2", inParts(cache, "/x", "old0old1o2"));
            var asking = cache.ask("GET /y");
            asking.reaches();
            asking.answers(part(0, 3, 10), "old0");
            asking.reaches();
            var first = cache.origin.current();
            var other = cache.edge.client();
            cache.askOn(other, "PUT /y", "Content-Length: 0").answered("204 No Content", "");
            first.sendsRaw("HTTP/1.1 " + part(4, 7, 10).replace("|", "\r\n") + "\r\nContent-Length: 4\r\n\r\nnew1");
            cache.edge.errorLog().awaitsPart("resource was changed between two slice responses");
        }
    }

    @Test @OwlboardOnly(row = "cache-request", value = "does not look at it")
    void aPartThatIsMissingIsToldBeforeTheFirst() {
        try (var cache = CacheEdge.with(SLICED)) {
            cache.ask("GET /x", "Range: bytes=0-3").answered(part(0, 3, 10), "0123");
            assertEquals("0123", cache.get("/x", "Range: bytes=0-3", "Cache-Control: only-if-cached").body());
            assertEquals(504, cache.get("/x", "Cache-Control: only-if-cached").status());
        }
    }

    @Test @OwlboardOnly(row = "cache-invalidation", value = "keeps it")
    void allVariantsEndTogether() {
        try (var cache = CacheEdge.with("")) {
            for (var foo : List.of("1", "2")) cache.ask("GET /x", "Foo: " + foo).answered(FRESH + "|Vary: Foo", foo);
            cache.ask("DELETE /x").answered("204 No Content", "");
            cache.ask("GET /x", "Foo: 1").answered(FRESH + "|Vary: Foo", "new 1");
            assertEquals("new 2", cache.ask("GET /x", "Foo: 2").answered(FRESH + "|Vary: Foo", "new 2").body());
            cache.hits("/x", "new 2", "Foo: 2");
        }
    }

    @Test void anErrorPageStandsInForWhatIsStored() {
        try (var cache = CacheEdge.with("proxy_intercept_errors on; proxy_cache_valid 404 1m; error_page 404 /page;"
                + "location /page { return 200 \"page\"; }")) {
            assertEquals("404 page", cache.fetch("/x", "404 Not Found", "bad").status() + " page");
            var got = cache.get("/x");
            assertEquals("404 page", got.status() + " " + got.body());
        }
    }

    @Test void whatIsStoredMayBeElsewhere() {
        try (var cache = CacheEdge.with("location /inner/ { internal; proxy_cache off; return 200 $uri; }")) {
            for (int i = 0; i < 2; i++) {
                var got = cache.fetch("/x", FRESH + "|X-Accel-Redirect: /inner/y", "");
                assertEquals("/inner/y", got.body());
            }
        }
    }

    @Test void whatIsStoredIsPackedForWhoTakesIt() {
        try (var cache = CacheEdge.with("gzip on; gzip_types text/plain; gzip_min_length 1;")) {
            var text = "0123456789".repeat(100);
            assertEquals("", cache.fetch("/x", FRESH + "|Content-Type: text/plain", text).header("Content-Encoding"));
            var packed = cache.get("/x", "Accept-Encoding: gzip");
            assertEquals("HIT gzip", packed.cache() + " " + packed.header("Content-Encoding"));
            cache.hits("/x", text);
        }
    }

    @Test @OwlboardOnly(row = "cache-reload", value = "is started anew by the test")
    void aReloadKeepsWhatIsStored() throws IOException {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/x", FRESH, "body");
            cache.edge.reload(CacheEdge.conf("add_header X-More 1;"));
            cache.hits("/x", "body");
            assertEquals("1", cache.get("/x").header("X-More"));
            cache.edge.reload(CacheEdge.conf("").replace("proxy_cache c;", ""));
            assertEquals("more", cache.fetch("/x", FRESH, "more").body());
            cache.edge.reload(CacheEdge.conf(""));
            cache.hits("/x", "body");
        }
    }

    @Test @OwlboardOnly(row = "cache-purge", value = "does it in its paid edition")
    void purging() {
        try (var cache = CacheEdge.with("proxy_cache_purge $purges; proxy_cache_key $uri;"
                + "set $purges 0; if ($request_method = PURGE) { set $purges 1; }")) {
            cache.fetch("/x", FRESH, "body");
            cache.hits("/x", "body");
            assertEquals(204, cache.ask("PURGE /x").gets().status());
            assertEquals(404, cache.ask("PURGE /x").gets().status());
            cache.fetch("/x", FRESH, "again");
            cache.fetch("/y/1", FRESH, "one");
            cache.fetch("/y/2", FRESH, "two");
            assertEquals(204, cache.ask("PURGE /y/*").gets().status());
            assertEquals("new", cache.fetch("/y/1", FRESH, "new").body());
            assertEquals("new", cache.fetch("/y/2", FRESH, "new").body());
            cache.hits("/x", "again");
        }
    }

    @Test @OwlboardOnly(row = "cache-status", value = "does not know the directive")
    void cacheStatusTellsWhatWasDone() {
        try (var cache = CacheEdge.with("owlboard_cache_status edge; proxy_cache_bypass $arg_b;")) {
            assertEquals("far; hit, edge; fwd=uri-miss; stored", cache.fetch("/x", FRESH + "|Cache-Status: far; hit|Vary: Foo", "body")
                    .header("Cache-Status"));
            var hit = cache.get("/x").header("Cache-Status");
            assertTrue(hit.matches("far; hit, edge; hit; ttl=(60|5\\d)"), hit);
            assertEquals("edge; fwd=vary-miss", cache.ask("GET /x", "Foo: 1").answered("200 OK", "body").header("Cache-Status"));
            assertEquals("edge; fwd=bypass", cache.fetch("/x?b=1", "200 OK", "body").header("Cache-Status"));
            assertEquals("edge; fwd=method", cache.ask("DELETE /y").answered("204 No Content", "").header("Cache-Status"));
            assertEquals("edge; fwd=bypass", cache.ask("GET /y", "Content-Length: 2", "") // and its body
                    .answered("200 OK", "body").header("Cache-Status"));
            var none = cache.get("/none", "Cache-Control: only-if-cached");
            assertEquals("504 ", none.status() + " " + none.header("Cache-Status"));
            assertEquals("304 edge; hit", cache.get("/x", "If-None-Match: *").status() + " "
                    + cache.get("/x", "If-None-Match: *").header("Cache-Status").replace("far; hit, ", "").split("; ttl")[0]);
        }
    }

    @Test @OwlboardOnly(row = "cache-targets", value = "does not know the directive")
    void linesForCachesSuchAsThisOne() {
        try (var cache = CacheEdge.with("owlboard_cache_targets Own-Cache-Control CDN-Cache-Control; proxy_cache_revalidate on;")) {
            cache.fetch("/x", "200 OK|Cache-Control: no-store|Expires: 0|CDN-Cache-Control: max-age=60", "body");
            cache.hits("/x", "body");
            var got = cache.get("/x");
            assertEquals("max-age=60 no-store", got.header("CDN-Cache-Control") + " " + got.header("Cache-Control"));
            for (var line : List.of("no-store", "none", "max-age=60.0")) {
                cache.fetch("/" + line, FRESH + "|CDN-Cache-Control: " + line, "one");
                assertEquals("two", cache.fetch("/" + line, FRESH, "two").body(), line);
            }
            cache.fetch("/error", FRESH + "|CDN-Cache-Control: No-Store", "body");
            cache.hits("/error", "body");
        }
    }

    @Test @OwlboardOnly(row = "interim-answers", value = "passes it on as the answer")
    void interimAnswersAreNotStored() {
        try (var cache = CacheEdge.with("")) {
            var asking = cache.ask("GET /x");
            asking.reaches();
            cache.origin.current().sendsRaw("HTTP/1.1 103 Early Hints\r\nLink: </l>\r\nCache-Control: max-age=60\r\n\r\n");
            asking.answers("200 OK", "one");
            assertEquals("one", asking.gets().body());
            assertEquals("", cache.fetch("/x", FRESH, "two").header("Link"));
            cache.hits("/x", "two");
        }
    }

    @Test @OwlboardOnly(row = "cache-variables", value = "has $upstream_cache_key and the like in its paid edition")
    void variablesOfTheCache() {
        var conf = """
                proxy_cache_path /var/cache/nginx/c keys_zone=c:1m;
                server { listen 80; proxy_cache c; location / { proxy_pass http://a:80/b/;
                add_header X-Cache "$upstream_cache_status $upstream_cache_key $upstream_cache_etag $upstream_http_x_up"; } }
                """;
        try (var cache = CacheEdge.of(conf)) {
            var first = cache.fetch("/x?y", FRESH + "|X-Up: up|ETag: \"e\"", "body");
            assertEquals("MISS http://a/b/x?y  up", first.cache().replace(":80", ""));
            assertEquals("HIT http://a/b/x?y \"e\" up", cache.get("/x?y").cache().replace(":80", ""));
        }
    }
}
