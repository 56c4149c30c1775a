package owlboard.cli.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

class NginxOptionsTest {
    private static NginxOptions parse(String... words) throws NginxOptions.Invalid {
        return NginxOptions.parse(List.of(words));
    }

    private static String refusal(String... words) {
        return assertThrows(NginxOptions.Invalid.class, () -> parse(words)).getMessage();
    }

    @Test void readsLettersThatStandTogether() throws Exception {
        var options = parse("-tq");
        assertTrue(options.test() && options.quiet());
    }

    @Test void readsAValueThatTouchesItsLetter() throws Exception {
        assertEquals("stop", parse("-sstop").signal());
        assertEquals("/etc/x", parse("-tp/etc/x").prefix());
    }

    @Test void takesALoneDashForNothing() throws Exception {
        assertEquals("x", parse("-", "-c", "x").conf());
    }

    @Test void takesAnEmptyValue() throws Exception {
        assertEquals("", parse("-p", "").prefix());
    }

    @Test void dumpingIsTesting() throws Exception {
        assertTrue(parse("-T").test() && parse("-T").dump());
    }

    @Test void refusesAsNginxDoes() {
        assertEquals("invalid option: \"x\"", refusal("-tx"));
        assertEquals("invalid option: \"foo\"", refusal("foo"));
        assertEquals("invalid option: \"-\"", refusal("--version"));
        assertEquals("invalid option: \"-s foo\"", refusal("-s", "foo"));
        assertEquals("option \"-c\" requires file name", refusal("-c"));
        assertEquals("option \"-e\" requires file name", refusal("-e"));
        assertEquals("option \"-p\" requires directory name", refusal("-p"));
        assertEquals("option \"-g\" requires parameter", refusal("-g"));
        assertEquals("option \"-s\" requires parameter", refusal("-s"));
    }
}
