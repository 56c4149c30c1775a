package owlboard.certs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.tls.Pem;

class KeeperTest {
    private static final Instant NOON = Instant.parse("2030-05-01T12:00:00Z");

    @TempDir Path dir;
    private final List<String> told = new ArrayList<>();

    private Instant look(Instant now, Path authority) throws CertsException {
        told.clear();
        return new Keeper(dir, new Options(0, false, InstantSource.fixed(now)).with(Duration.ofSeconds(60), authority), told::add).look();
    }

    private byte[] bytes(String name) throws Exception {
        return Files.readAllBytes(dir.resolve(name));
    }

    /** Issued while the clock was ahead by a month. */
    @Test void replacesWhatIsNotValidYetWhereTheAuthorityIs() throws Exception {
        look(NOON, null);
        var ahead = NOON.plus(Duration.ofDays(30));
        Files.delete(dir.resolve("user_service/server.crt"));
        look(ahead, null);
        var authority = bytes("ca/ca.crt");
        var wrong = Status.held(Home.at(dir), NOON).stream().filter(held -> held.name().equals("user_service/server.crt")).findFirst();
        assertTrue(wrong.orElseThrow().wrong().contains("certs init"), wrong.orElseThrow().wrong());
        look(NOON, null);
        assertTrue(told.stream().anyMatch(line -> line.startsWith("replaced user_service/server.crt, is valid from 2030-05-31")),
                told.toString());
        assertArrayEquals(authority, bytes("ca/ca.crt"));
        assertEquals("", Status.held(Home.at(dir), NOON).stream().map(Certs.Held::wrong).reduce("", String::concat));
    }

    @Test void renewsAtTwoThirdsOfTheLifeForTheSameKey() throws Exception {
        var due = look(NOON, null);
        assertTrue(due.isAfter(NOON.plusSeconds(36)) && due.isBefore(NOON.plusSeconds(40)), due.toString());
        var key = bytes("user_service/server.key");
        var certificate = bytes("user_service/server.crt");
        var authority = bytes("ca/ca.crt");
        look(due.minusSeconds(1), null);
        assertEquals(List.of(), told);
        assertArrayEquals(certificate, bytes("user_service/server.crt"));

        var next = look(due, null);
        assertEquals(5, told.size(), told.toString());
        assertTrue(told.contains("renewed user_service/server.crt, two thirds of its life are over; until "
                + Pem.certificates(bytes("user_service/server.crt"))[0].getNotAfter().toInstant()), told.toString());
        assertTrue(next.isAfter(due.plusSeconds(30)));
        assertArrayEquals(key, bytes("user_service/server.key"));
        assertFalse(Arrays.equals(certificate, bytes("user_service/server.crt")));
        assertArrayEquals(authority, bytes("ca/ca.crt"));
    }

    @Test void publishesAListThatAllMayReadFromTheStart() throws Exception {
        look(NOON, null);
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("crl.pem"))));
        var authority = Pem.certificates(bytes("ca/ca.crt"))[0];
        var list = Revoked.read(Home.at(dir), authority);
        assertEquals(0, list.entries().size());
        assertEquals(authority.getNotAfter(), list.list().getNextUpdate());
    }

    @Test void keepsTheAuthoritysKeyApart() throws Exception {
        var apart = Files.createDirectory(dir.resolve("apart")).resolve("authority");
        look(NOON, apart);
        assertTrue(Files.exists(dir.resolve("ca/ca.crt")));
        assertFalse(Files.exists(dir.resolve("ca/ca.key")));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(apart)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(apart.resolve("ca.key"))));
        assertTrue(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("ca"))).endsWith("r-x"),
                "others read the authority's certificate");
        look(NOON.plusSeconds(45), apart);
        assertEquals(5, told.size(), told.toString());
        assertEquals(0, Said.certs("status", "--dir", dir.toString()).err().length());
    }

    @Test void withoutTheAuthoritysKeyCertificatesLastAsLongAsTheyLast() throws Exception {
        look(NOON, null);
        Files.move(dir.resolve("ca/ca.key"), dir.resolve("elsewhere"));
        look(NOON.plusSeconds(45), null);
        assertEquals(List.of(), told);
    }

    @Test void aRevokedOneIsReplacedWithANewKeyAndStaysRevoked() throws Exception {
        Certs.init(dir, Options.defaults());
        var before = Pem.certificates(bytes("api_gateway/client.crt"))[0];
        var key = bytes("api_gateway/client.key");
        var said = Said.certs("revoke", "api_gateway/client", "--dir", dir.toString(), "--after", "0s");
        assertEquals(0, said.code(), said.err());
        assertTrue(said.out().contains(before.getSerialNumber().toString(16)), said.out());
        var authority = Pem.certificates(bytes("ca/ca.crt"))[0];
        assertTrue(Revoked.read(Home.at(dir), authority).has(before));
        var after = Pem.certificates(bytes("api_gateway/client.crt"))[0];
        assertFalse(Revoked.read(Home.at(dir), authority).has(after));
        assertNotEquals(Arrays.hashCode(key), Arrays.hashCode(bytes("api_gateway/client.key")));

        assertEquals(0, Said.certs("revoke", "user_service", "--dir", dir.toString(), "--after", "0s").code());
        look(Instant.now().plus(Duration.ofDays(300)), null);
        var list = Revoked.read(Home.at(dir), authority);
        assertEquals(2, list.entries().size(), "what was revoked stays so");
        assertTrue(list.has(before));
        assertEquals("3", Issuer.number(list.list()).toString());
        assertTrue(Said.certs("status", "--dir", dir.toString()).out().contains("2 revoked in "));
    }

    @Test void aSerialOrAFileFromElsewhereIsRevokedWithoutReplacingAnything() throws Exception {
        Certs.init(dir, Options.defaults());
        var copy = Files.copy(dir.resolve("api_gateway/client.crt"), dir.resolve("stolen.crt"));
        Files.delete(dir.resolve("api_gateway/client.crt"));
        Certs.init(dir, Options.defaults());
        var now = bytes("api_gateway/client.crt");
        assertEquals(0, Said.certs("revoke", copy.toString(), "--dir", dir.toString()).code());
        assertEquals(0, Said.certs("revoke", "1234567890abcdef", "--dir", dir.toString()).code());
        assertArrayEquals(now, bytes("api_gateway/client.crt"));
        assertEquals(2, Revoked.read(Home.at(dir), Pem.certificates(bytes("ca/ca.crt"))[0]).entries().size());
        var wrong = Said.certs("revoke", "api_gatway", "--dir", dir.toString());
        assertEquals(1, wrong.code());
        assertTrue(wrong.err().contains("name one of api_gateway/client, api_gateway/server"), wrong.err());
    }

    @Test void statusTellsWhatIsLeftOfEachLife() throws Exception {
        Certs.init(dir, Options.defaults());
        var said = Said.certs("status", "--dir", dir.toString());
        assertEquals(0, said.code());
        assertTrue(said.out().lines().anyMatch(line ->
                line.matches("user_service/server.crt +[0-9a-f]{40} +\\S+ \\S+ +824 days +\\S+ \\S+ +valid")), said.out());
        Files.delete(dir.resolve("user_service/server.crt"));
        said = Said.certs("status", "--dir", dir.toString());
        assertEquals(1, said.code());
        assertTrue(said.out().lines().anyMatch(line -> line.matches("user_service/server.crt .* is missing")), said.out());
    }
}
