package owlboard.config.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.config.Place;
import owlboard.config.Template;
import owlboard.config.Template.BuiltIn;
import owlboard.config.Template.Capture;
import owlboard.config.Template.Defined;
import owlboard.config.Template.Text;

class TemplatesTest {
    private static final Place HERE = new Place("f", 1);
    private final Scope scope = new Scope();

    @Test
    void separatesTextFromVariables() throws Refusal {
        assertEquals(List.of(new Text("http://"), new BuiltIn("host"), new Text(":8000"), new BuiltIn("request_uri")),
                compile("http://$host:8000$request_uri").parts());
    }

    @Test
    void readsNamesInBraces() throws Refusal {
        assertEquals(List.of(new BuiltIn("uri"), new Text("x")), compile("${uri}x").parts());
    }

    @Test
    void readsOneDigitAsACapture() throws Refusal {
        assertEquals(List.of(new Capture(1), new Text("0"), new Capture(2)), compile("$10$2").parts());
    }

    @Test
    void knowsNamesInAnyCase() throws Refusal {
        assertEquals(List.of(new BuiltIn("http_x_y"), new BuiltIn("arg_a")), compile("$HTTP_X_Y$arg_A").parts());
    }

    @Test
    void givesADefinedVariableOneSlotWhereverItIsDefined() throws Refusal {
        var before = compile("$mine");
        int slot = scope.assign("Mine", HERE);
        assertEquals(List.of(new Defined("mine", slot)), before.parts());
        assertEquals(before.parts(), compile("$MINE").parts());
        assertTrue(scope.unknown().isEmpty());
    }

    @Test
    void tellsOfAVariableThatNothingDefines() throws Refusal {
        compile("$upstream_adr");
        assertEquals(List.of("unknown \"upstream_adr\" variable in f:1, did you mean \"$upstream_addr\"?"),
                scope.unknown().stream().map(Refusal::getMessage).toList());
    }

    @Test
    void letsADefinitionStandForAPrefixVariable() throws Refusal {
        scope.announce("http_x");
        scope.assign("http_x", HERE);
        assertEquals(List.of(new Defined("http_x", 0)), compile("$http_x").parts());
    }

    @Test
    void refusesADollarWithoutAName() {
        assertEquals("invalid variable name in f:1", assertThrows(Refusal.class, () -> compile("5$")).getMessage());
        assertEquals("the closing bracket in \"uri\" variable is missing in f:1",
                assertThrows(Refusal.class, () -> compile("${uri")).getMessage());
    }

    private Template compile(String source) throws Refusal {
        return Templates.compile(source, scope, HERE);
    }
}
