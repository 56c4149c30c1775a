package owlboard.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Certificates of this test run, EC P-256, made when first asked for.
 * Written below {@code /etc/ssl}: {@code certs/ca.crt}, {@code certs/other-ca.crt}, and {@code certs/NAME.crt} with
 * {@code private/NAME.key} for every {@link Identity}.
 */
public final class Certificates {
    /**
     * Who may show itself. {@code STRANGER} was issued by another authority; {@code EXPIRED} ended yesterday; two have an extended key
     * usage.
     */
    public enum Identity {
        SHOP("shop"), ADMIN("admin"), SERVER("server"), USER_SERVICE("user_service"), CHAT_SERVICE("chat_service"), CLIENT("client"),
                STRANGER("stranger"), EXPIRED("expired"),
        FOR_SERVERS("for-servers", "1.3.6.1.5.5.7.3.1"), FOR_CLIENTS("for-clients", "1.3.6.1.5.5.7.3.2");

        final String name;
        final String[] usages;

        Identity(String name, String... usages) {
            this.name = name;
            this.usages = usages;
        }
    }

    private record Issued(X509Certificate certificate, PrivateKey key) {}

    private static final Issued AUTHORITY = authority("Test Authority");
    private static final Issued OTHER_AUTHORITY = authority("Another Authority");
    private static final List<Issued> IDENTITIES = identities();

    private Certificates() {}

    private static List<Issued> identities() {
        var all = new ArrayList<Issued>();
        for (var who : Identity.values()) {
            var end = who == Identity.EXPIRED ? Instant.now().minus(Duration.ofDays(1)) : Instant.now().plus(Duration.ofDays(2));
            all.add(issue(who, who == Identity.STRANGER ? OTHER_AUTHORITY : AUTHORITY, end));
        }
        return all;
    }

    private static Issued of(Identity who) {
        return IDENTITIES.get(who.ordinal());
    }

    public static void writeTo(Path root) throws IOException {
        var certs = Files.createDirectories(root.resolve("etc/ssl/certs"));
        var keys = Files.createDirectories(root.resolve("etc/ssl/private"));
        Files.writeString(certs.resolve("ca.crt"), pem("CERTIFICATE", encoded(AUTHORITY)));
        Files.writeString(certs.resolve("other-ca.crt"), pem("CERTIFICATE", encoded(OTHER_AUTHORITY)));
        for (var who : Identity.values()) {
            Files.writeString(certs.resolve(who.name + ".crt"), pem("CERTIFICATE", encoded(of(who))));
            Files.writeString(keys.resolve(who.name + ".key"), pem("PRIVATE KEY", of(who).key.getEncoded()));
        }
    }

    /** {@code fullchain.pem} and {@code privkey.pem} in a folder, as ACME clients lay them. */
    static List<Edge.FileText> likeAcme(String folder, Identity who) {
        return List.of(Edge.file(folder + "/fullchain.pem", pem("CERTIFICATE", encoded(of(who)))),
                Edge.file(folder + "/privkey.pem", pem("PRIVATE KEY", of(who).key.getEncoded())));
    }

    /** {@code NAME.crt} and {@code NAME.key} of a server with an RSA key of 2048 bits. */
    public static Edge.FileText[] rsa(String name) {
        var pair = pair("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
        var names = extension("2.5.29.17", false, Der.sequence(Der.tagged(0x82, name.getBytes(US_ASCII))));
        var issued = sign(name, "Test Authority", pair, AUTHORITY.key, Instant.now().plus(Duration.ofDays(2)), names);
        return new Edge.FileText[] {
            Edge.file("/etc/ssl/certs/" + name + ".crt", pem("CERTIFICATE", encoded(issued))),
            Edge.file("/etc/ssl/private/" + name + ".key", pem("PRIVATE KEY", issued.key.getEncoded()))};
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
                .encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    private static byte[] encoded(Issued issued) {
        try {
            return issued.certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts the test's authority; shows {@code own} if that is not null. Host names are not checked. */
    public static SSLContext context(Identity own) {
        try {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", AUTHORITY.certificate);
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            var keys = KeyManagerFactory.getInstance("PKIX");
            var mine = KeyStore.getInstance("PKCS12");
            mine.load(null, null);
            if (own != null) mine.setKeyEntry("own", of(own).key, new char[0], new X509Certificate[] {of(own).certificate});
            keys.init(mine, new char[0]);
            var context = SSLContext.getInstance("TLS");
            var shown = own == null ? keys.getKeyManagers()
                    : new KeyManager[] {new Shown((X509ExtendedKeyManager) keys.getKeyManagers()[0])};
            context.init(shown, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shows its only certificate, also to a server that names other authorities. */
    private static final class Shown extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;

        Shown(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "own";
        }

        @Override public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return "own";
        }

        @Override public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return chooseClientAlias(types, issuers, null);
        }

        @Override public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return chooseServerAlias(type, issuers, null);
        }

        @Override public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {keys.getCertificateChain(aliasOf())[0]};
        }

        @Override public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(aliasOf());
        }

        private String aliasOf() {
            return keys.getClientAliases("EC", null)[0];
        }
    }

    /** The server's side of TLS over a socket whose ClientHello was read. */
    static SSLSocket serve(Socket plain, byte[] consumed, Identity identity, boolean needsClientCertificate) throws IOException {
        var socket = (SSLSocket) context(identity).getSocketFactory().createSocket(plain, new ByteArrayInputStream(consumed), true);
        socket.setNeedClientAuth(needsClientCertificate);
        socket.setHandshakeApplicationProtocolSelector((_, offered) -> offered.contains("h2") ? "h2" : "");
        return socket;
    }

    // ---- X.509, RFC 5280

    private static Issued authority(String name) {
        var pair = pair();
        var constraints = extension("2.5.29.19", true, Der.sequence(Der.truth()));
        return sign(name, name, pair, pair.getPrivate(), Instant.now().plus(Duration.ofDays(2)), constraints);
    }

    private static Issued issue(Identity who, Issued by, Instant end) {
        var name = who.name;
        var names = extension("2.5.29.17", false, Der.sequence(
                Der.tagged(0x82, name.getBytes(US_ASCII)), Der.tagged(0x82, "localhost".getBytes(US_ASCII)),
                Der.tagged(0x87, new byte[] {127, 0, 0, 1})));
        var issuer = by.certificate.getSubjectX500Principal().getName().replace("CN=", "");
        if (who.usages.length == 0) return sign(name, issuer, pair(), by.key, end, names);
        var usages = extension("2.5.29.37", false, Der.sequence(Arrays.stream(who.usages).map(Der::oid).toArray(byte[][]::new)));
        return sign(name, issuer, pair(), by.key, end, names, usages);
    }

    private static Issued sign(String subject, String issuer, KeyPair pair, PrivateKey signer, Instant end, byte[]... extensions) {
        var algorithm = Der.sequence(Der.oid("1.2.840.10045.4.3.2")); // ecdsa-with-SHA256
        var body = Der.sequence(Der.tagged(0xA0, Der.integer(2)), Der.integer(new BigInteger(62, new SecureRandom())), algorithm,
                name(issuer),
                Der.sequence(Der.time(end.minus(Duration.ofDays(9))), Der.time(end)), name(subject), pair.getPublic().getEncoded(),
                Der.tagged(0xA3, Der.sequence(extensions)));
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signer);
            signature.update(body);
            var der = Der.sequence(body, algorithm, Der.bits(signature.sign()));
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return new Issued(certificate, pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical ? Der.sequence(Der.oid(oid), Der.truth(), Der.octets(value)) : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(commonName))));
    }

    private static KeyPair pair() {
        return pair("EC", new ECGenParameterSpec("secp256r1"));
    }

    private static KeyPair pair(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
