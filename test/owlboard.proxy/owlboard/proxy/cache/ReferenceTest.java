package owlboard.proxy.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceTest {
    /** RFC 3986 §5.4, and what is sent all the same. */
    @ParameterizedTest @CsvSource({"g, /b/c/g", "./g, /b/c/g", "g/, /b/c/g/", "/g, /g", "//shop, /", "?y, /b/c/d?y", "g?y, /b/c/g?y",
            "#s, /b/c/d?q", "g#s, /b/c/g", "'', /b/c/d?q", "., /b/c/", "./, /b/c/", ".., /b/", "../g, /b/g", "../.., /", "../../../g, /g",
            "/./g, /g", "/../g, /g", "g., /b/c/g.", "..g, /b/c/..g", "g?y/../x, /b/c/g?y/../x", "/a|b[c]{}, /a|b[c]{}",
            "http://SHOP/g, /g", "HTTP://shop:80/g, /g", "https://shop:443/g, /g", "http://u@shop?y, /?y"})
    void isResolved(String reference, String target) {
        assertEquals(target, Reference.target(reference, "shop", "/b/c/d?q"));
    }

    @ParameterizedTest @CsvSource({"http://shop:443/g", "//shop:81/g", "http://other/g", "http://shop@other/g", "mailto:g", "g:h", ":g:"})
    void namesNothingHere(String reference) {
        assertEquals(reference.startsWith(":") ? "/" + reference : null, Reference.target(reference, "shop:80", "/"));
    }

    @Test void hostsOfAnyForm() {
        assertEquals("/g", Reference.target("http://my_shop:8080/g", "MY_shop:8080", "/"));
        assertEquals("/g", Reference.target("http://[::1]/g", "[::1]:80", "/"));
        assertEquals(null, Reference.target("http://[::1]:81/g", "[::1]", "/"));
    }
}
