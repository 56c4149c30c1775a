package owlboard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A certificate of this benchmark's own, for who speaks TLS: {@code cert.pem}, {@code key.pem}, and {@code both.pem} for HAProxy. */
record Certificate(Path directory) {
    static boolean mayBeMade() {
        return Program.isInstalled("openssl");
    }

    static Certificate make(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        var made = new Certificate(directory);
        var command = List.of("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2", "-subj", "/CN=localhost", "-keyout", made.key(), "-out", made.chain());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) throw new IOException("openssl failed: " + said);
        Files.writeString(directory.resolve("both.pem"), Files.readString(Path.of(made.chain())) + Files.readString(Path.of(made.key())));
        return made;
    }

    String chain() {
        return directory.resolve("cert.pem").toString();
    }

    String key() {
        return directory.resolve("key.pem").toString();
    }

    String both() {
        return directory.resolve("both.pem").toString();
    }
}
