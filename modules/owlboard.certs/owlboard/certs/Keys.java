package owlboard.certs;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;

/** Key pairs: made, named and compared. */
final class Keys {
    private static final byte[] PROBE = "does this key belong to this certificate?".getBytes(StandardCharsets.US_ASCII);

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

    /** True when what one half signs, the other half verifies. */
    static boolean belongTogether(PrivateKey key, PublicKey half) {
        try {
            var signature = Signature.getInstance(signatureAlgorithm(key));
            signature.initSign(key);
            signature.update(PROBE);
            var signed = signature.sign();
            signature.initVerify(half);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException anotherKind) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks " + signatureAlgorithm(key), e);
        }
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
