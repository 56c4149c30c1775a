package owlboard.config.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.config.language.Syntax.Node;

class LexerTest {
    @Test
    void splitsWordsAtBlanksAndEndsThemAtSemicolons() {
        assertEquals(List.of("a", "b", "c"), only("x a\tb\r\n  c;").args());
    }

    @Test
    void opensAQuoteOnlyWhereAWordBegins() {
        assertEquals(List.of("a\"b\"", "c d", "e'f"), only("x a\"b\" \"c d\" e'f;").args());
    }

    @Test
    void readsEscapesInAndOutsideQuotes() {
        assertEquals(List.of("a\"b", "c\td\ne", "f'\\g", "\\.h\\d"), only("x \"a\\\"b\" 'c\\td\\ne' f\\'\\\\g \\.h\\d;").args());
    }

    @Test
    void keepsSpecialCharactersThatABackslashProtects() {
        assertEquals(List.of("a\\ b\\;c\\{"), only("x a\\ b\\;c\\{;").args());
    }

    @Test
    void readsTheBracesOfAVariableAsPartOfTheWord() {
        assertEquals(List.of("${a}b", "$c"), only("x ${a}b $c;").args());
    }

    @Test
    void startsABlockAtAnyOtherBrace() {
        var node = only("location ~ ^/a{ return 1; }");
        assertEquals(List.of("~", "^/a"), node.args());
        assertEquals("return", node.block().getFirst().name());
    }

    @Test
    void takesAHashInsideAWordAsItIs() {
        assertEquals(List.of("a#b"), only("x a#b # comment; }\n;").args());
    }

    @Test
    void keepsEveryByte() {
        assertEquals(List.of("\u00c3\u00b1\u00ff"), only("x \u00c3\u00b1\u00ff;").args());
    }

    @Test
    void countsTheLineOfWhatEndsADirective() {
        var block = only("server\n{\n  listen\n  80;\n\n}\n");
        assertEquals(2, block.place().line());
        assertEquals(4, block.block().getFirst().place().line());
        assertEquals(6, block.end().line());
    }

    @Test
    void allowsAParenthesisAfterAQuote() {
        assertEquals(List.of("($uri", "~", "a b", ")"), only("if ($uri ~ \"a b\") { }").args());
    }

    @Test
    void keepsEmptyWords() {
        assertEquals(List.of("Connection", ""), only("proxy_set_header Connection \"\";").args());
    }

    @Test
    void refusesAWordThatNginxCouldNotRead() {
        assertEquals("too long parameter \"aaaaaaaaaa...\" started in f:1", problem("x " + "a".repeat(5000) + ";"));
        assertEquals("too long parameter, probably missing terminating \"'\" character in f:2",
                problem("x\n'" + "a\n".repeat(3000) + "';"));
    }

    @Test
    void hasOwnWordsForTheCommandLine() {
        assertEquals("unexpected end of parameter, expecting \";\" in command line", problem(Lexer.COMMAND_LINE, "daemon off"));
        assertEquals("block directives are not supported in -g option in command line", problem(Lexer.COMMAND_LINE, "events { }"));
    }

    @Test
    void keepsWhatStandsBeforeAnError() {
        var lexer = new Lexer("f", "a 1; b { c 2; }}");
        assertEquals(List.of("a", "b"), lexer.tree().stream().map(Node::name).toList());
        assertEquals("unexpected \"}\" in f:1", lexer.problem().getMessage());
    }

    private static Node only(String text) {
        var lexer = new Lexer("f", text);
        var tree = lexer.tree();
        assertNull(lexer.problem());
        assertEquals(1, tree.size());
        return tree.getFirst();
    }

    private static String problem(String text) {
        return problem("f", text);
    }

    private static String problem(String name, String text) {
        var lexer = new Lexer(name, text);
        lexer.tree();
        return lexer.problem().getMessage();
    }
}
