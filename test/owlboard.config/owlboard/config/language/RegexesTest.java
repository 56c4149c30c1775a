package owlboard.config.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import owlboard.config.Place;
import owlboard.config.Regex;

class RegexesTest {
    private static final Place HERE = new Place("f", 1);
    private final Scope scope = new Scope();

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
        "^/a{2}$, /aa", "^/a{x}$, /a{x}", "\"^/{,2}$\", \"/{,2}\"", "^[[:alpha:]_]+$, ab_c", "^[^[:digit:]]$, x", "^[]a]+$, a]",
                "^[a&&b]+$, &ab", "(?x)^ [a #]+ $, a #a", "^\\141\\0601$, a01", "^[\\141]$, a", "^(a)\\1*1$, aaa1",
                "^[[:]_]$, :_]", "^[a[:]$, [", "^[[:al]pha:]]$, lpha:]]", "^[[:^word:]]$, -", "^[[:ascii:]]$, a",
        "^\\N$, a", "(?i)^(?!\\p{Lu})[a-z]$, a", "^[[]$, [",
        "(*UTF8)^a$, a", "^a++b$, aab", "^(?>a+)b$, aab", "^(?P<x_1>a)(?P=x_1)$, aa", "^(?'q'a)\\k'q'$, aa", "^(?<n>a)\\k{n}$, aa",
        "(?i)ABC, xabcx",
        "^(?<=/)x|^/x, /x", "^a(?#comment)b$, ab", "\\.(gif|jpg)$, /x.gif", "^\\Qa.b\\E$, a.b", "^/(?!api)., /x", "^a\\/b\\-c$, a/b-c"})
    void matchesAsPcreDoes(String source, String text) throws Refusal {
        var regex = compile(source, false);
        assertTrue(regex.mayMatch(text) && regex.pattern().matcher(text).find(), source + " on " + text);
    }

    @Test
    void ignoresCaseOnlyWhenAsked() throws Refusal {
        assertTrue(compile("\\.PHP$", true).pattern().matcher("/a.php").find());
        assertFalse(compile("\\.PHP$", false).pattern().matcher("/a.php").find());
    }

    @Test
    void givesNamedGroupsTheirNumberAndASlot() throws Refusal {
        var regex = compile("^(a)(?<first_part>b)(?:c)(?P<Second>d)$", false);
        assertEquals(Map.of("first_part", new Regex.Named(2, 0), "Second", new Regex.Named(3, 1)), regex.named());
        assertEquals("second", scope.variables().get(1).name());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
        "(a, missing closing parenthesis", "[a, missing terminating ] for character class",
                "[:alpha:], POSIX named classes are supported only within a class", "[[:foo:]], unknown POSIX class name",
                "a**+*, quantifier does not follow a repeatable item",
        "a), unmatched closing parenthesis", "[b-a], range out of order in character class",
        "(?<1a>x), subpattern name must start with a non-digit",
        "(?<a>x)(?<a>y), two named subpatterns have the same name (PCRE2_DUPNAMES not set)",
        "(?P<a234567890123456789012345678901234>x), subpattern name is too long (maximum 32 code units)",
        "(x)\\2, reference to non-existent subpattern",
        "\"a{2,1}\", numbers out of order in {} quantifier", "(?U)a+, unknown inline modifier", "(?iu:a), unknown inline modifier"})
    void refusesInTheWordsOfPcre(String source, String words) {
        var message = assertThrows(Refusal.class, () -> compile(source, false)).getMessage();
        assertTrue(message.startsWith("pcre2_compile() failed: " + words + " in \"" + source + '"'), message);
        assertTrue(message.endsWith(" in f:1"), message);
    }

    @Test
    void refusesANameThatIsBuiltIn() {
        assertEquals("the duplicate \"host\" variable in f:1, it is built in and cannot be defined anew",
                assertThrows(Refusal.class, () -> compile("(?<host>a)", false)).getMessage());
    }

    private Regex compile(String source, boolean ignoreCase) throws Refusal {
        return Regexes.compile(source, ignoreCase, scope, HERE);
    }
}
