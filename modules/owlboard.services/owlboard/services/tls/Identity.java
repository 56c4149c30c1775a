package owlboard.services.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Certificate, key, authority and its list of the revoked that were read together and fit. {@code alias} tells one reading from the next.
 */
record Identity(String alias, List<X509Certificate> chain, PrivateKey key, X509ExtendedTrustManager clients, Revocations revocations) {

    /** {@code revoked} need not exist. */
    static Identity read(String alias, Path certificate, Path key, Path authority, Path revoked) throws IOException {
        List<X509Certificate> chain = Pem.certificates(certificate);
        PublicKey publicKey = chain.getFirst().getPublicKey();
        PrivateKey privateKey = Pem.privateKey(key, publicKey.getAlgorithm());
        try {
            if (!belong(publicKey, privateKey)) {
                throw new IOException(key + " is not the key of " + certificate + "; issue both again with 'owlboard certs init --force'");
            }
            List<X509Certificate> authorities = Pem.certificates(authority);
            return new Identity(alias, chain, privateKey, trust(authorities), Revocations.read(revoked, authorities));
        } catch (GeneralSecurityException broken) {
            throw new IOException(certificate + " cannot be used: " + broken.getMessage(), broken);
        }
    }

    private static boolean belong(PublicKey publicKey, PrivateKey key) throws GeneralSecurityException {
        String scheme = switch (publicKey.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            case "EdDSA" -> "EdDSA";
            default -> null;  // RSASSA-PSS needs parameters; the handshake will tell
        };
        if (scheme == null) return true;
        var random = new byte[32];
        new SecureRandom().nextBytes(random);
        var signature = Signature.getInstance(scheme);
        signature.initSign(key);
        signature.update(random);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(random);
        return signature.verify(signed);
    }

    private static X509ExtendedTrustManager trust(List<X509Certificate> authorities) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) store.setCertificateEntry("ca-" + i, authorities.get(i));
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }
}
