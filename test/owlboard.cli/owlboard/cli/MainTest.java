package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import owlboard.cli.process.Version;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... words) {
        return new Main(new PrintStream(out, true), new PrintStream(err, true)).run(List.of(words));
    }

    @Test void withoutWordsExplainsItselfAndFails() {
        assertEquals(2, run());
        assertEquals(Help.overview(), err.toString());
    }

    @Test void explainsEveryCommandAndRole() {
        for (var command : Commands.COMMANDS) assertEquals(0, run("help", command.name()), command.name() + ": " + err);
        for (var role : Commands.ROLES) {
            assertEquals(0, run("help", role.name()));
            assertEquals(0, run("--role", role.name(), "--help"));
        }
        assertEquals("", err.toString());
    }

    @Test void everyCommandExplainsItselfInEitherSpelling() {
        for (var command : Commands.COMMANDS) {
            out.reset();
            assertEquals(0, run(command.name(), "--help"), command.name() + ": " + err);
            var said = out.toString();
            out.reset();
            err.reset();
            assertEquals(0, run(command.name(), "-h"), command.name() + ": " + err);
            if (!command.name().equals("nginx")) assertEquals(said, out.toString());
        }
    }

    @Test void aNameThatTheLocaleCannotWriteIsTold() {
        assertEquals(2, run("check", "a\0b.conf"));
        assertEquals(2, run("ps", "--state", "a\0b"));
        var said = err.toString().lines().toList();
        assertTrue(said.getFirst().startsWith("owlboard: \"a\0b.conf\" is no path ("), said::toString);
        assertEquals(2, said.size(), said::toString);
    }

    @Test void aProbeSaysThatANameHasNoAddress() {
        assertEquals(1, run("probe", "http://no..host:80/"));
        assertEquals("owlboard: http://no..host:80/ cannot be reached: the name no..host has no address here\n",
                err.toString());
    }

    @Test void aProbeReadsAddressesOfIpv6() {
        assertEquals(1, run("probe", "http://[::1]:1/"));
        assertTrue(err.toString().startsWith("owlboard: http://[::1]:1/ cannot be reached: "), err::toString);
        err.reset();
        assertEquals(2, run("probe", "tcp://[::1]"));
        assertEquals(2, run("probe", "http://:80/"));
        assertEquals("owlboard: \"tcp://[::1]\" names no port from 1 to 65535\nowlboard: \"http://:80/\" names no host\n", err.toString());
    }

    @Test void tellsItsVersion() {
        assertEquals(0, run("--version"));
        assertTrue(out.toString().startsWith("owlboard " + Version.NUMBER + " (Java 25"), out::toString);
    }

    @Test void namesTheNearestCommandRoleAndFlag() {
        assertEquals(2, run("chek"));
        assertEquals(2, run("--role", "gatway"));
        assertEquals(2, run("--rol", "lb"));
        var said = err.toString().lines().toList();
        assertTrue(said.get(0).startsWith("owlboard: no command 'chek'; did you mean \"check\"?"), said.get(0));
        assertTrue(said.get(1).startsWith("owlboard: no role 'gatway'; did you mean \"gateway\"?"), said.get(1));
        assertTrue(said.get(2).startsWith("owlboard: no flag --rol; did you mean \"--role\"?"), said.get(2));
    }

    @Test void takesTheRoleAnywhereAmongItsFlags() {
        assertEquals(2, run("--grace", "8s", "--role=lb", "--publsh", "1:2"));
        assertTrue(err.toString().startsWith("owlboard --role lb has no flag --publsh"), err::toString);
    }

    @Test void handsOnWhatOtherModulesRead() {
        assertEquals(2, run("certs", "inti"));
        assertEquals(2, run("up", "--port-ofset", "1"));
        assertTrue(err.toString().contains("inti") && err.toString().contains("--port-ofset"), err::toString);
    }

    @Test void refusesValuesThatAreNone() {
        assertEquals(2, run("--role", "lb", "--publish", "80"));
        assertEquals(2, run("--role", "lb", "--publish", "8000:80", "--publish", "8001:80"));
        assertEquals(2, run("--role", "lb", "--publish", "70000:80"));
        assertEquals(2, run("--role", "gateway", "--id", "x"));
        assertEquals(2, run("--role", "user", "--listen", "8443"));
        assertEquals(5, err.toString().lines().count(), err::toString);
    }
}
