package owlboard.certs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitTest {
    private static final List<String> ALL = List.of("ca/ca", "api_gateway/server", "api_gateway/client", "chat_service/server",
            "user_service/server", "load_balancer/server");
    private static final Instant NOW = Instant.now();

    @TempDir Path temp;
    Path dir;

    @BeforeEach void name() {
        dir = temp.resolve("certs");
    }

    @Test void aFirstRunIssuesEverything() throws Exception {
        var said = Said.certs(dir, "init");
        assertEquals(0, said.code(), said.err());
        for (var name : ALL) {
            assertTrue(said.line(name + ".crt").startsWith("created"), said.out());
            assertEquals("rw-------", mode(name + ".key"));
            assertEquals("rw-r--r--", mode(name + ".crt"));
        }
        assertEquals("rwx------", mode("ca"));
        assertEquals(0, Said.certs(dir, "verify").code());
        assertFalse((said.out() + said.err()).contains("PRIVATE"));
    }

    @Test void aSecondRunChangesNothing() throws Exception {
        Certs.init(dir, Options.defaults());
        var before = snapshot();
        var said = Said.certs(dir, "init");
        assertEquals(0, said.code());
        assertTrue(said.out().lines().allMatch(line -> line.startsWith("kept")), said.out());
        assertEquals(before, snapshot());
    }

    @Test void leavesNoTemporaryFile() throws Exception {
        Certs.init(dir, Options.defaults());
        Certs.init(dir, Options.defaults().forced());
        try (var files = Files.walk(dir)) {
            assertEquals(List.of(), files.filter(path -> path.toString().endsWith(".new")).toList());
        }
    }

    @Test void replacesOnlyWhatExpired() throws Exception {
        at(NOW.minus(Duration.ofDays(400)));  // clients live 365 days, servers 825
        var said = Said.certs(dir, "init");
        assertEquals("replaced", said.line("client.crt").split(" ")[0]);
        assertTrue(said.line("client.crt").endsWith("expired on " + Inspection.date(NOW.minus(Duration.ofDays(35)))), said.out());
        assertEquals(5, said.out().lines().filter(line -> line.startsWith("kept")).count(), said.out());
        assertEquals(0, Said.certs(dir, "verify").code());
    }

    @Test void replacesWhatAnotherAuthoritySigned() throws Exception {
        Certs.init(dir, Options.defaults());
        Certs.init(temp.resolve("other"), Options.defaults());
        copy("other/chat_service/server.crt", "certs/chat_service/server.crt");
        copy("other/chat_service/server.key", "certs/chat_service/server.key");
        assertOnlyReplaced("chat_service/server.crt", "is not signed by ca/ca.crt");
    }

    @Test void replacesAPairWhoseHalvesDoNotBelongTogether() throws Exception {
        Certs.init(dir, Options.defaults());
        copy("certs/user_service/server.key", "certs/chat_service/server.key");
        assertOnlyReplaced("chat_service/server.crt", "chat_service/server.key does not belong to chat_service/server.crt");
    }

    @Test void replacesACorruptCertificate() throws Exception {
        Certs.init(dir, Options.defaults());
        var file = dir.resolve("user_service/server.crt");
        Files.writeString(file, Files.readString(file).substring(0, 300));
        assertOnlyReplaced("user_service/server.crt", "is corrupt");
    }

    @Test void replacesACertificateOfAnotherService() throws Exception {
        Certs.init(dir, Options.defaults());
        copy("certs/user_service/server.crt", "certs/chat_service/server.crt");
        copy("certs/user_service/server.key", "certs/chat_service/server.key");
        assertOnlyReplaced("chat_service/server.crt", "does not name chat_service");
    }

    @Test void replacesAClientCertificateInAServersPlace() throws Exception {
        Certs.init(dir, Options.defaults());
        copy("certs/api_gateway/client.crt", "certs/api_gateway/server.crt");
        copy("certs/api_gateway/client.key", "certs/api_gateway/server.key");
        assertOnlyReplaced("api_gateway/server.crt", "is not made for a server");
    }

    @Test void issuesWhatIsMissing() throws Exception {
        Certs.init(dir, Options.defaults());
        Files.delete(dir.resolve("load_balancer/server.key"));
        assertOnlyReplaced("load_balancer/server.crt", "load_balancer/server.key is missing");
        Files.delete(dir.resolve("load_balancer/server.key"));
        Files.delete(dir.resolve("load_balancer/server.crt"));
        assertTrue(Said.certs(dir, "init").line("load_balancer").startsWith("created"));
    }

    @Test void makesAnOpenKeyPrivateWithoutReplacingIt() throws Exception {
        Certs.init(dir, Options.defaults());
        Files.setPosixFilePermissions(dir.resolve("chat_service/server.key"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(dir.resolve("ca"), PosixFilePermissions.fromString("rwxr-xr-x"));
        var key = Files.readString(dir.resolve("chat_service/server.key"));
        var said = Said.certs(dir, "init");
        assertTrue(said.line("chat_service").startsWith("tightened"), said.out());
        assertTrue(said.line("ca/ca.crt").startsWith("tightened"), said.out());
        assertEquals("rw-------", mode("chat_service/server.key"));
        assertEquals("rwx------", mode("ca"));
        assertEquals(key, Files.readString(dir.resolve("chat_service/server.key")));
    }

    @Test void forceReplacesAllAndSaysWhatThatMeans() throws Exception {
        Certs.init(dir, Options.defaults());
        Files.copy(dir.resolve("ca/ca.crt"), temp.resolve("old-ca.crt"));
        var said = Said.certs(dir, "init", "--force");
        assertEquals(6, said.out().lines().filter(line -> line.startsWith("replaced")).count(), said.out());
        assertTrue(said.out().contains("certificates that the old one signed are not accepted any more"), said.out());
        assertEquals(0, Said.certs(dir, "verify").code());
        copy("old-ca.crt", "certs/ca/ca.crt");
        var verified = Said.certs(dir, "verify");
        assertTrue(verified.err().contains("ca/ca.key does not belong to ca/ca.crt"), verified.err());
        assertTrue(verified.err().contains("user_service/server.crt is not signed by ca/ca.crt"), verified.err());
    }

    @Test void anExpiredAuthorityIsRenewedForItsKey() throws Exception {
        at(NOW.minus(Duration.ofDays(3700)));
        var key = Files.readString(dir.resolve("ca/ca.key"));
        var outcomes = Certs.init(dir, Options.defaults());
        assertEquals(Outcome.Action.RENEWED, outcomes.getFirst().action());
        assertEquals(key, Files.readString(dir.resolve("ca/ca.key")));
        assertEquals(0, Said.certs(dir, "verify").code());
    }

    @Test void aLostAuthorityCertificateIsMadeAnewForItsKey() throws Exception {
        for (int bits : new int[] {0, 2048}) {
            var folder = temp.resolve("bits" + bits);
            Certs.init(folder, new Options(bits, false, InstantSource.system()));
            Files.delete(folder.resolve("ca/ca.crt"));
            var outcomes = Certs.init(folder, Options.defaults());
            assertEquals(Outcome.Action.RENEWED, outcomes.getFirst().action());
            assertTrue(outcomes.stream().skip(1).allMatch(outcome -> outcome.action() == Outcome.Action.KEPT), outcomes.toString());
            assertEquals(0, Said.certs(folder, "verify").code());
        }
    }

    @Test void anAuthorityKeyMayBeElsewhereUntilSomethingIsToBeIssued() throws Exception {
        Certs.init(dir, Options.defaults());
        Files.delete(dir.resolve("ca/ca.key"));
        assertEquals(Outcome.Action.KEPT, Certs.init(dir, Options.defaults()).getFirst().action());
        Files.delete(dir.resolve("chat_service/server.crt"));
        var failure = assertThrows(CertsException.class, () -> Certs.init(dir, Options.defaults()));
        assertEquals(dir + "/ca/ca.key is missing: put the right one back, or run \"owlboard certs init --dir " + dir
                + " --force\" for a new authority and all certificates anew", failure.getMessage());
        assertFalse(Files.exists(dir.resolve("chat_service/server.crt")));
    }

    @Test void aCorruptAuthorityIsLeftToAPerson() throws Exception {
        Certs.init(dir, Options.defaults());
        Files.writeString(dir.resolve("ca/ca.crt"), "nothing\n");
        var before = snapshot();
        var said = Said.certs(dir, "init");
        assertEquals(1, said.code());
        assertEquals(1, said.err().lines().count());
        assertTrue(said.err().contains(dir + "/ca/ca.crt is corrupt") && said.err().contains("--force"), said.err());
        assertEquals(before, snapshot());
        assertEquals(0, Said.certs(dir, "init", "--force").code());
        assertEquals(0, Said.certs(dir, "verify").code());
    }

    @Test void aClockThatIsBehindReplacesNothing() throws Exception {
        at(NOW.plus(Duration.ofDays(20)));
        var before = snapshot();
        var said = Said.certs(dir, "init");
        assertEquals(1, said.code());
        assertTrue(said.err().contains("set this machine's clock"), said.err());
        assertEquals(before, snapshot());
    }

    @Test void aFileInAFoldersPlaceIsNamed() throws Exception {
        Files.createDirectory(dir);
        Files.createFile(dir.resolve("chat_service"));
        var said = Said.certs(dir, "init");
        assertEquals(1, said.code());
        assertTrue(said.err().contains(dir + "/chat_service") && said.err().contains("move away what stands in its place"), said.err());
        assertFalse(Files.exists(dir.resolve("ca/ca.key")));
        Files.createFile(temp.resolve("file"));
        assertTrue(Said.certs(temp.resolve("file"), "init").err().contains("file is not a folder"));
    }

    @Test void aCertificateNeverOutlivesItsAuthority() throws Exception {
        at(NOW.minus(Duration.ofDays(3600)));  // the authority has 52 days left
        var outcomes = Certs.init(dir, Options.defaults());
        for (var outcome : outcomes) assertEquals(outcomes.getFirst().expires(), outcome.expires(), outcome.name());
    }

    @Test void aTemporaryFileOfAKilledRunIsNotInTheWay() throws Exception {
        Files.createDirectories(dir.resolve("ca"));
        Files.writeString(dir.resolve("ca/.ca.key.new"), "half a key");
        Files.setPosixFilePermissions(dir.resolve("ca/.ca.key.new"), PosixFilePermissions.fromString("rw-r--r--"));
        Certs.init(dir, Options.defaults());
        assertEquals("rw-------", mode("ca/ca.key"));
        assertFalse(Files.exists(dir.resolve("ca/.ca.key.new")));
    }

    private void at(Instant instant) throws CertsException {
        Certs.init(dir, new Options(0, false, InstantSource.fixed(instant)));
    }

    private void assertOnlyReplaced(String name, String reason) throws Exception {
        var said = Said.certs(dir, "init");
        assertEquals(0, said.code(), said.err());
        assertTrue(said.line(name).startsWith("replaced") && said.line(name).contains(reason), said.out());
        assertEquals(5, said.out().lines().filter(line -> line.startsWith("kept")).count(), said.out());
        assertEquals(0, Said.certs(dir, "verify").code());
    }

    private void copy(String from, String to) throws IOException {
        Files.copy(temp.resolve(from), temp.resolve(to), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(name)));
    }

    /** Every file's contents and time. */
    private Map<Path, List<Object>> snapshot() throws IOException {
        var all = new TreeMap<Path, List<Object>>();
        try (var files = Files.walk(dir)) {
            for (var path : files.filter(Files::isRegularFile).toList()) {
                all.put(path, new ArrayList<>(List.of(Files.readString(path), Files.getLastModifiedTime(path))));
            }
        }
        return all;
    }
}
