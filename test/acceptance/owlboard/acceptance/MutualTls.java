package owlboard.acceptance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A client with a certificate of its own, as the gateways have one: PEM files, an EC key. */
record MutualTls(Path authority, Path certificate, Path key) {

    /** The client certificate of the gateways in a folder of {@code owlboard certs}. */
    static MutualTls gateway(Path certs) {
        return new MutualTls(certs.resolve("ca/ca.crt"), certs.resolve("api_gateway/client.crt"), certs.resolve("api_gateway/client.key"));
    }

    /** What a service shows its clients. */
    static MutualTls service(Path certs, String name) {
        return new MutualTls(certs.resolve("ca/ca.crt"), certs.resolve(name + "/server.crt"), certs.resolve(name + "/server.key"));
    }

    /** The same files, kept as they are now. */
    MutualTls stolen(Path folder) throws IOException {
        return new MutualTls(authority, Files.copy(certificate, folder.resolve("stolen.crt")),
                Files.copy(key, folder.resolve("stolen.key")));
    }

    /** Whether a service shakes hands and answers, over a new connection. */
    boolean isServed(int port, String path) throws Exception {
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context()).build()) {
            var request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path)).timeout(Await.PATIENCE).build();
            return http.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException refused) {
            return false;
        }
    }

    /** Of the certificate that a service shows in a handshake. */
    String serialShown(int port) throws Exception {
        try (var socket = (SSLSocket) context().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout((int) Await.PATIENCE.toMillis());
            return serial((X509Certificate) socket.getSession().getPeerCertificates()[0]);
        }
    }

    /** Of the certificate in a file, in hexadecimal digits. */
    static String serial(Path file) throws Exception {
        return serial(read(file));
    }

    private static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    SSLContext context() throws Exception {
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        var pem = Files.readString(key).replaceAll("-----[A-Z ]+-----", "");
        var secret = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        own.setKeyEntry("own", secret, new char[0], new Certificate[] {read(certificate)});
        own.setCertificateEntry("authority", read(authority));
        var keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(own, new char[0]);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(own);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static X509Certificate read(Path file) throws Exception {
        var pem = new ByteArrayInputStream(Files.readAllBytes(file));
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
}
