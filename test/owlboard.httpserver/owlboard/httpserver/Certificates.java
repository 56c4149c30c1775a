package owlboard.httpserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority, a server certificate for localhost and a client certificate, made by keytool. */
final class Certificates {
    private static final String PASSWORD = "changeit";
    private final KeyStore all;

    private Certificates(KeyStore all) {
        this.all = all;
    }

    static Certificates make(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        var file = directory.resolve("all.p12");
        keytool(file, "ca", "-ext", "bc:c");
        keytool(file, "server", "-signer", "ca", "-ext", "san=ip:127.0.0.1,dns:localhost");
        keytool(file, "client", "-signer", "ca", "-ext", "eku=clientAuth");
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new Certificates(store);
    }

    private static void keytool(Path file, String alias, String... more) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-alias", alias,
                "-dname", "CN=" + alias, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2", "-J-XX:TieredStopAtLevel=1",
                "-keystore", file.toString(),
                "-storepass", PASSWORD));
        command.addAll(Arrays.asList(more));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) throw new IOException("keytool failed: " + output);
    }

    /** A context that shows the certificate {@code alias}, or none when that is null, and trusts the authority. */
    SSLContext context(String alias) throws GeneralSecurityException, IOException {
        var trusted = empty();
        trusted.setCertificateEntry("ca", all.getCertificate("ca"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(alias == null ? new KeyManager[0] : keys(alias), trust.getTrustManagers(), null);
        return context;
    }

    private KeyManager[] keys(String alias) throws GeneralSecurityException, IOException {
        var own = empty();
        own.setKeyEntry(alias, all.getKey(alias, PASSWORD.toCharArray()), PASSWORD.toCharArray(), all.getCertificateChain(alias));
        var keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(own, PASSWORD.toCharArray());
        return keys.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
