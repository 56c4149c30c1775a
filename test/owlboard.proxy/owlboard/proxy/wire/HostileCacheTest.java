package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.edge.OwlboardOnly;

/** What one client makes of an answer never becomes another client's: poisoned, provoked and private answers are not stored. */
class HostileCacheTest {
    private static final String FRESH = "200 OK|Cache-Control: max-age=60";

    /** The edge's own refusals, and those of an upstream, for a request that would be a good one without its oddity. */
    @Test void anErrorThatARequestProvokesIsNotStored() {
        try (var cache = CacheEdge.with("proxy_cache_valid 200 301 1m; large_client_header_buffers 4 1k;")) {
            var large = cache.edge.client();
            large.sends("GET /x HTTP/1.1", "Host: shop", "X-Large: " + "y".repeat(2000), "");
            assertEquals("HTTP/1.1 400 Bad Request", large.head().getFirst());
            var meta = cache.edge.client();
            meta.sendsRaw("GET /x HTTP/1.1\r\nHost: shop\r\nX-Meta: \0\r\n\r\n");
            assertEquals("HTTP/1.1 400 Bad Request", meta.head().getFirst());
            for (var status : List.of("400 Bad Request", "403 Forbidden", "404 Not Found", "405 Not Allowed", "431 Too Large",
                    "500 Broken", "501 Not Implemented", "503 Busy")) {
                cache.ask("GET /x", "X-Oversized: " + "y".repeat(500), "X-Http-Method-Override: POST").answered(status, "error");
            }
            assertEquals("MISS", cache.fetch("/x", "200 OK", "good").cache());
            cache.hits("/x", "good");
        }
    }

    /** Web cache deception: a page of one user under a name that looks like a file of everybody's. */
    @Test @OwlboardOnly(row = "cache-authorization", value = "stores answers to requests with Authorization")
    void aPageOfOneUserUnderTheNameOfAFileIsNotStored() {
        try (var cache = CacheEdge.with("proxy_cache_valid 200 1m;")) {
            for (var path : List.of("/me/x.css", "/me%2fx.css", "/me;x.css", "/me%0ax.css", "/me/..%2fx.css", "/me%3fx.css")) {
                for (var lines : List.of("200 OK|Cache-Control: private", "200 OK|Cache-Control: no-store", "200 OK|Set-Cookie: session=1",
                        "200 OK|Cache-Control: max-age=60, private")) {
                    var asked = cache.ask("GET " + path, "Cookie: session=1");
                    asked.answered(lines, "mine");
                }
                assertEquals("mine too", cache.ask("GET " + path, "Authorization: Bearer x").answered("200 OK", "mine too").body());
                assertEquals("MISS", cache.fetch(path, FRESH, "all").cache(), path);
            }
        }
    }

    /** One path in two spellings is two entries: what one is made to hold does not come for the other. */
    @Test void eachSpellingIsAnEntryOfItsOwn() {
        try (var cache = CacheEdge.with("")) {
            cache.fetch("/a/..%2fb", FRESH, "evil");
            for (var path : List.of("/b", "/a/../b", "//b", "/%62", "/b?", "/b?x=1", "/b?x=1&x=2")) {
                assertEquals("good", cache.fetch(path, FRESH, "good").body(), path);
            }
        }
    }

    /** Headers that are no part of the key: what an upstream makes of them goes to everybody, unless it says so by Vary. */
    @Test void whatVariesIsToldByVary() {
        try (var cache = CacheEdge.with("")) {
            cache.ask("GET /x", "X-Forwarded-Host: evil").answered(FRESH + "|Vary: X-Forwarded-Host", "evil");
            assertEquals("good", cache.fetch("/x", FRESH + "|Vary: X-Forwarded-Host", "good").body());
            cache.ask("GET /y", "X-Forwarded-Host: evil").answered(FRESH + "|Vary: *", "evil");
            assertEquals("good", cache.fetch("/y", FRESH, "good").body());
        }
    }

    /** An answer that nobody asked for, behind one that is stored, is nobody's. */
    @Test void whatFollowsAnAnswerIsNotStored() {
        try (var cache = CacheEdge.with("")) {
            cache.ask("GET /x").reaches();
            cache.origin.current().sendsRaw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 4\r\n\r\ngood"
                    + "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 4\r\n\r\nevil");
            var other = cache.edge.client();
            var asked = cache.askOn(other, "GET /y");
            asked.reaches();
            asked.answers(FRESH, "other");
            assertEquals("other", asked.gets().body());
            assertNotEquals("evil", cache.askOn(cache.edge.client(), "GET /x").gets().body());
        }
    }
}
