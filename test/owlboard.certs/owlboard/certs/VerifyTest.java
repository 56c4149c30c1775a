package owlboard.certs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;

class VerifyTest {
    @TempDir Path dir;

    @Test void aFolderOfAnotherUserIsNotSaidToBeMissing() {
        var certs = Path.of("/srv/run/certs");
        assertEquals("cannot read /srv/run/certs (permission denied): run this as the owner of /srv/run, or name another folder with --dir",
                Certs.absent(certs, new AccessDeniedException(certs.toString())));
        assertTrue(Certs.absent(certs, new NoSuchFileException(certs.toString())).startsWith("there is no folder /srv/run/certs: run "));
    }

    @Test void saysOkForEachCertificateInOrder() throws Exception {
        Certs.init(dir, Options.defaults());
        var said = Said.certs(dir, "verify");
        assertEquals(0, said.code());
        assertEquals(6, said.out().lines().filter(line -> line.startsWith("ok  ")).count(), said.out());
        assertEquals("", said.err());
    }

    @Test void namesWhatExpiredWithTheRemedy() throws Exception {
        var start = Instant.now().minus(Duration.ofDays(400));
        Certs.init(dir, new Options(0, false, InstantSource.fixed(start)));
        var said = Said.certs(dir, "verify");
        assertEquals(1, said.code());
        assertEquals("api_gateway/client.crt expired on " + Inspection.date(start.plus(Duration.ofDays(365)))
                + ": run \"owlboard certs init --dir " + dir + "\" to renew it", said.err().strip());
        assertEquals(5, said.out().lines().count());
    }

    @Test void namesEachThingThatIsWrong() throws Exception {
        Certs.init(dir, Options.defaults());
        Files.delete(dir.resolve("load_balancer/server.crt"));
        Files.writeString(dir.resolve("user_service/server.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Files.copy(dir.resolve("api_gateway/client.key"), dir.resolve("chat_service/server.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(dir.resolve("api_gateway/server.key"), PosixFilePermissions.fromString("rw-r-----"));
        var init = "run \"owlboard certs init --dir " + dir + "\" to ";
        assertEquals(List.of(
                "api_gateway/server.key is open to others (rw-r-----): run \"chmod 600 " + dir + "/api_gateway/server.key\"",
                "chat_service/server.key does not belong to chat_service/server.crt: " + init + "replace both",
                "load_balancer/server.crt is missing: " + init + "issue it",
                "user_service/server.key is corrupt (its contents are neither an RSA nor an EC nor an EdDSA key): " + init
                        + "replace it"),
                Said.certs(dir, "verify").err().lines().toList());
    }

    @Test void namesAKeyInAnotherFormat() throws Exception {
        Certs.init(dir, Options.defaults());
        Files.writeString(dir.resolve("ca/ca.key"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        var said = Said.certs(dir, "verify");
        assertEquals(1, said.code());
        assertTrue(said.err().contains("openssl pkcs8 -topk8 -nocrypt"), said.err());
    }

    /** What the proxies and the services read is no finding. */
    @Test void aKeyInAnOlderFormatIsAsGood() throws Exception {
        var openssl = Path.of("/usr/bin/openssl");
        assumeTrue(Files.isExecutable(openssl), "openssl is not installed (Debian: apt-get install openssl)");
        Certs.init(dir, Options.defaults());
        var key = dir.resolve("user_service/server.key");
        var older = dir.resolve("older.key");
        var process = new ProcessBuilder(openssl.toString(), "ec", "-in", key.toString(), "-out", older.toString())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertTrue(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
        assertTrue(Files.readString(older).startsWith("-----BEGIN EC PRIVATE KEY-----"));
        Files.write(key, Files.readAllBytes(older));
        assertEquals("", Said.certs(dir, "verify").err());
    }

    @Test void aFolderThatIsNotThereIsOneLine() {
        var said = Said.certs(dir.resolve("none"), "verify");
        assertEquals(1, said.code());
        assertEquals(1, said.err().lines().count());
        assertTrue(said.err().contains("run \"owlboard certs init --dir " + dir.resolve("none") + "\""), said.err());
    }
}
