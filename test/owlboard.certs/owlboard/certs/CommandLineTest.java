package owlboard.certs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test void defaultsToTheFolderCertsAndEcKeys() throws Exception {
        assertEquals(new CommandLine("init", Path.of("certs"), null, 0, false, null, "", Duration.ofSeconds(3), false),
                CommandLine.parse(List.of("init")));
    }

    @Test void aStateFolderNamesTheCertificatesOfItsUp() throws Exception {
        assertEquals(Path.of("x/certs"), CommandLine.parse(List.of("status", "--state", "x")).dir());
        assertEquals(Path.of("certs"), CommandLine.parse(List.of("status")).dir(), "there is neither");
        assertUsage("give one of them", "status", "--state", "x", "--dir", "y");
    }

    @Test void readsValuesAfterABlankOrAnEqualsSign() throws Exception {
        var expected = new CommandLine("init", Path.of("d"), null, 4096, true, null, "", Duration.ofSeconds(3), false);
        assertEquals(expected, CommandLine.parse(List.of("init", "--dir", "d", "--rsa", "4096", "--force")));
        assertEquals(expected, CommandLine.parse(List.of("init", "--dir=d/", "--rsa=4096", "--force")));
    }

    @Test void aWrongWordNamesTheNearestRightOne() {
        assertUsage("did you mean \"--force\"?", "init", "--forse");
        assertUsage("did you mean \"verify\"?", "verfy");
        assertUsage("the folder is named with --dir", "init", "certs");
    }

    @Test void aWrongValueNamesTheRange() {
        assertUsage("2048 to 8192", "init", "--rsa", "1024");
        assertUsage("2048 to 8192", "init", "--rsa", "many");
        assertUsage("--rsa needs a value", "init", "--rsa");
        assertUsage("--dir needs a value", "show", "--dir", "--help");
        assertUsage("--force takes no value", "init", "--force=yes");
    }

    @Test void helpIsAskedForInEveryWay() {
        for (var arguments : List.of(List.of("help"), List.of("--help"), List.of("-h"), List.of("init", "--help"), List.of("show", "-h"))) {
            var said = Said.certs(arguments.toArray(String[]::new));
            assertEquals(0, said.code());
            assertTrue(said.out().contains("owlboard certs init [--dir DIR]"), said.out());
        }
        assertEquals(2, Said.certs().code());
    }

    @Test void aRemedyNamesTheFolderUnlessItIsTheDefault() {
        assertEquals("owlboard certs init", CommandLine.init(Path.of("certs")));
        assertEquals("owlboard certs init --dir run/certs", CommandLine.init(Path.of("run/certs")));
        assertEquals("owlboard certs init --dir 'my certs'", CommandLine.init(Path.of("my certs")));
    }

    private static void assertUsage(String message, String... arguments) {
        var said = Said.certs(arguments);
        assertEquals(2, said.code());
        assertTrue(said.err().contains(message), said.err());
    }
}
