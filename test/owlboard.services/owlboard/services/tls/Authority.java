package owlboard.services.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority made with the JDK's keytool: servers {@code ec} and {@code rsa}, and a {@code client}. */
final class Authority {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private final Path file;
    private final KeyStore store;

    Authority(Path folder) throws Exception {
        file = folder.resolve("store.p12");
        keytool(file, "ca", "EC", "-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign");
        keytool(file, "ec", "EC", "-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1", "-ext", "eku=serverAuth");
        keytool(file, "rsa", "RSA", "-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1", "-ext", "eku=serverAuth");
        keytool(file, "client", "EC", "-signer", "ca", "-ext", "eku=clientAuth");
        store = KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private static void keytool(Path file, String name, String algorithm, String... more) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-keyalg", algorithm, "-validity", "2"));
        words.addAll(List.of(algorithm.equals("EC") ? new String[] {"-groupname", "secp256r1"} : new String[] {"-keysize", "2048"}));
        words.addAll(List.of(more));
        keytool(file, words);
    }

    /** Publishes that these are revoked, or that none is. */
    void revoke(Path list, String... names) throws Exception {
        var words = new ArrayList<>(List.of("-gencrl", "-alias", "ca", "-rfc", "-file", list.toString()));
        for (String name : names) words.addAll(List.of("-id", ((X509Certificate) store.getCertificate(name)).getSerialNumber().toString()));
        keytool(file, words);
    }

    private static void keytool(Path file, List<String> words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(words);
        command.addAll(List.of("-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", new String(PASSWORD),
                "-J-XX:TieredStopAtLevel=1"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) throw new IOException(output);
    }

    void writeAuthority(Path file) throws Exception {
        Files.writeString(file, pem("CERTIFICATE", store.getCertificate("ca").getEncoded()));
    }

    void write(String name, Path certificate, Path key) throws Exception {
        Files.writeString(certificate, pem("CERTIFICATE", store.getCertificate(name).getEncoded()));
        Files.writeString(key, pem("PRIVATE KEY", store.getKey(name, PASSWORD).getEncoded()));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    /** A client that trusts this authority and shows {@code name}, or nothing when null. */
    SSLContext client(String name) throws Exception {
        return clientWith(this, name);
    }

    /** A client that trusts this authority and shows a certificate of another. */
    SSLContext clientWith(Authority issuer, String name) throws Exception {
        var trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("ca", store.getCertificate("ca"));
        var servers = TrustManagerFactory.getInstance("PKIX");
        servers.init(trust);
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (name != null) {
            own.setKeyEntry(name, issuer.store.getKey(name, PASSWORD), PASSWORD, new Certificate[] {issuer.store.getCertificate(name)});
        }
        var keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(own, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), servers.getTrustManagers(), null);
        return context;
    }
}
