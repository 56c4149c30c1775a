package owlboard.services.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.services.http.Workers;

class CertificatesTest {
    @TempDir Path folder;

    /** The old certificate may have expired: a service that nobody called for a while gets several calls at once. */
    @Test void allWhoCallWhileAChangeIsReadGetTheNewCertificate() throws Exception {
        var authority = new Authority(Files.createDirectory(folder.resolve("authority")));
        var own = Files.createDirectories(folder.resolve("chat_service"));
        authority.writeAuthority(Files.createDirectories(folder.resolve("ca")).resolve("ca.crt"));
        authority.write("ec", own.resolve("server.crt"), own.resolve("server.key"));
        try (var workers = new Workers("chat_service"); var callers = Executors.newCachedThreadPool()) {
            var certificates = new Certificates(folder, "chat_service", workers);
            long read = System.nanoTime();
            authority.write("rsa", own.resolve("server.crt"), own.resolve("server.key"));
            Files.setLastModifiedTime(own.resolve("server.crt"), FileTime.from(Instant.now().plusSeconds(5)));
            var free = new CountDownLatch(1);
            var calls = new ArrayList<Future<Identity>>();
            for (int i = 0; i < Math.max(2, Runtime.getRuntime().availableProcessors()); i++) callers.submit(() -> workers.call(() -> {
                free.await();
                return null;
            }));
            Thread.sleep(Math.max(0, 1_100 - (System.nanoTime() - read) / 1_000_000)); // a look is due after a second
            for (int i = 0; i < 4; i++) calls.add(callers.submit(certificates::current));
            Thread.sleep(50); // who does not wait has an answer by then
            free.countDown();
            for (var call : calls) assertEquals("CN=rsa", call.get().chain().getFirst().getSubjectX500Principal().getName());
        }
    }
}
