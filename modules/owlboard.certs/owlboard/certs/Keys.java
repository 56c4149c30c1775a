package owlboard.certs;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;

/** Key pairs: made and named. */
final class Keys {
    private Keys() {
    }

    /** @param rsaBits 0: EC on P-256 */
    static KeyPair create(int rsaBits) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(rsaBits == 0 ? "EC" : "RSA");
        if (rsaBits == 0) generator.initialize(new ECGenParameterSpec("secp256r1"));
        else generator.initialize(rsaBits);
        return generator.generateKeyPair();
    }

    static String signatureAlgorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> "Ed25519";
        };
    }

    /** {@code EC P-256}, {@code RSA 4096}. */
    static String describe(PublicKey key) {
        return switch (key) {
            case ECPublicKey ec -> "EC P-" + ec.getParams().getCurve().getField().getFieldSize();
            case RSAPublicKey rsa -> "RSA " + rsa.getModulus().bitLength();
            default -> key.getAlgorithm();
        };
    }
}
