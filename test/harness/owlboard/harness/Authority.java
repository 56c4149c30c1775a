package owlboard.harness;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of two days: the servers {@code ec} and {@code rsa} of localhost, and a {@code client}. */
public final class Authority {
    private static final Duration LIFE = Duration.ofDays(1);
    private static final X500Principal NAME = subject("ca");
    private static final char[] NO_PASSWORD = {};

    private record Issued(X509Certificate certificate, PrivateKey key) {}

    private final Map<String, Issued> issued = new HashMap<>();
    private final ContentSigner signer;
    private long serial = System.nanoTime(); // two authorities of one name do not use the same ones

    public Authority() throws GeneralSecurityException, IOException, OperatorCreationException {
        var own = pair("EC", 256);
        signer = new JcaContentSignerBuilder("SHA256withECDSA").build(own.getPrivate());
        var self = builder("ca", own);
        self.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        self.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        sign("ca", own, self);
        for (var server : Map.of("ec", 256, "rsa", 2048).entrySet()) {
            var pair = pair(server.getKey().toUpperCase(), server.getValue());
            var builder = builder(server.getKey(), pair);
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")}));
            sign(server.getKey(), pair, builder);
        }
        var client = pair("EC", 256);
        var builder = builder("client", client);
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
        sign("client", client, builder);
    }

    private static KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static X500Principal subject(String name) {
        return new X500Principal("CN=" + name);
    }

    private JcaX509v3CertificateBuilder builder(String name, KeyPair pair) {
        var now = Instant.now();
        return new JcaX509v3CertificateBuilder(NAME, BigInteger.valueOf(++serial), Date.from(now.minus(LIFE)), Date.from(now.plus(LIFE)),
                subject(name), pair.getPublic());
    }

    private void sign(String name, KeyPair pair, JcaX509v3CertificateBuilder builder) throws GeneralSecurityException {
        issued.put(name, new Issued(new JcaX509CertificateConverter().getCertificate(builder.build(signer)), pair.getPrivate()));
    }

    /** Publishes that these are revoked, or that none is. */
    public void revoke(Path list, String... names) throws IOException {
        var now = new Date();
        var builder = new JcaX509v2CRLBuilder(NAME, now).setNextUpdate(issued.get("ca").certificate.getNotAfter());
        for (var name : names) builder.addCRLEntry(issued.get(name).certificate.getSerialNumber(), now, 0);
        Files.writeString(list, pem("X509 CRL", builder.build(signer).getEncoded()));
    }

    public void writeAuthority(Path file) throws IOException, GeneralSecurityException {
        Files.writeString(file, pem("CERTIFICATE", issued.get("ca").certificate.getEncoded()));
    }

    public void write(String name, Path certificate, Path key) throws IOException, GeneralSecurityException {
        Files.writeString(certificate, pem("CERTIFICATE", issued.get(name).certificate.getEncoded()));
        Files.writeString(key, pem("PRIVATE KEY", issued.get(name).key.getEncoded()));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    /** An end that trusts this authority and shows {@code name}, or nothing when null. */
    public SSLContext context(String name) throws GeneralSecurityException, IOException {
        return contextWith(this, name);
    }

    /** An end that trusts this authority and shows a certificate of another. */
    public SSLContext contextWith(Authority issuer, String name) throws GeneralSecurityException, IOException {
        var trusted = empty();
        trusted.setCertificateEntry("ca", issued.get("ca").certificate);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(name == null ? new KeyManager[0] : issuer.keys(name), trust.getTrustManagers(), null);
        return context;
    }

    private KeyManager[] keys(String name) throws GeneralSecurityException, IOException {
        var own = empty();
        own.setKeyEntry(name, issued.get(name).key, NO_PASSWORD, new Certificate[] {issued.get(name).certificate});
        var keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(own, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
