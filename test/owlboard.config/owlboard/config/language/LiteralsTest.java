package owlboard.config.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import owlboard.config.Place;

class LiteralsTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = ' ', value = {
        "^/(.*)/(.*)/(.*)\\.html$ /,/,/,.html", "\\.php$ .php", "ab*c a,c", "ab+c ab,c", "ab?c a,c", "\"a{2}b\" b", "\"ab{0,1}c\" a,c",
                "a|b \"\"", "(a|b)c c", "(?:a|b)?c c",
        "(?i)abc \"\"", "^[^/]+/x /x", "[]a]b b", "[\\]a]b b", "[[:alpha:]]b b", "\\d+x\\.y x.y", "\\x41b \"\"", "\\Qa|b\\E \"\"",
        "(?=a)b b", "(?<!a)b b", "(?<n>a)b b", "(a\\)b)c c", "([)])c c",
        "(*UTF8)ab \"\"", "abc abc", "a\\/b a/b", "^ \"\"", "(?>a)b b", "a++b a,b", "a\\141b a,b", "(?#x)ab \"\"", "a\\ \"\""})
    void namesWhatATextMustHold(String source, String expected) {
        assertEquals(expected, String.join(",", Literals.of(source)));
    }

    @Test void ignoresCaseWhereThePatternDoes() throws Refusal {
        var regex = Regexes.compile("^/Café/(.*)\\.HTML$", true, new Scope(), new Place("f", 1));
        assertTrue(regex.mayMatch("/CAFé/x.html"));
        assertFalse(regex.mayMatch("/CAFé/x.htm"));
    }

    /** Random patterns and texts: what matches may match. */
    @Test void neverRefusesWhatMatches() throws Refusal {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var pieces = new String[] {"a", "b", "/", "\\.", ".", "a*", "b+", "a?", "b{1,2}", "(a|b)", "(a)?", "[ab]", "[^/]+", "(.*)", "^",
                "$", "\\d", "(?:ab)*", "(?=a)", "ab", "a|b", "a{0}", "{", "(a\\.b)"};
        int matched = 0;
        for (int i = 0; i < 20_000; i++) {
            var source = new StringBuilder();
            for (int n = random.nextInt(1, 6); n > 0; n--) source.append(pieces[random.nextInt(pieces.length)]);
            var text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) text.append("aab/.1B{".charAt(random.nextInt(8)));
            var regex = Regexes.compile(source.toString(), random.nextBoolean(), new Scope(), new Place("f", 1));
            if (!regex.pattern().matcher(text).find()) continue;
            matched++;
            assertTrue(regex.mayMatch(text.toString()), source + " on " + text + ", seed " + seed);
        }
        assertTrue(matched > 1000, matched + " matched, seed " + seed);
    }
}
