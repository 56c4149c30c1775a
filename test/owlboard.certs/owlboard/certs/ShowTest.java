package owlboard.certs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowTest {
    @TempDir Path dir;

    @Test void tellsNameSubjectIssuerEndAndKey() throws Exception {
        Certs.init(dir, Options.defaults());
        var said = Said.certs(dir, "show");
        assertEquals(0, said.code());
        assertEquals(7, said.out().lines().count());
        assertTrue(said.line("chat_service")
                .matches(
                "chat_service/server\\.crt +CN=chat_service,O=OwlBoard +OwlBoard CA +server +EC P-256 +chat_service localhost "
                + "127\\.0\\.0\\.1"), said.out());
        var names = said.out().lines().skip(2).map(line -> line.split(" ")[0]).toList();
        assertEquals(names.stream().sorted().toList(), names, "by name, after the head and the authority");
    }

    @Test void howLongTheyLiveIsToldByStatus() throws Exception {
        Certs.init(dir, new Options(0, false, InstantSource.fixed(Instant.now().minus(Duration.ofDays(400)))));
        assertEquals(0, Said.certs(dir, "show").code());
        var said = Said.certs(dir, "status");
        assertTrue(said.line("client.crt").contains(" expired "), said.out());
        assertEquals(1, said.code());
    }

    @Test void tellsWhatItCannotShow() throws Exception {
        Certs.init(dir, Options.defaults());
        Files.delete(dir.resolve("user_service/server.crt"));
        var said = Said.certs(dir, "show");
        assertEquals(1, said.code());
        assertTrue(said.line("user_service").matches("user_service/server\\.crt( +-){5}"), said.out());
        assertEquals("user_service/server.crt is missing: run \"owlboard certs init --dir " + dir + "\" to issue it", said.err().strip());
    }
}
