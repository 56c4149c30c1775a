package owlboard.proxy.access;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import owlboard.json.JsonText;

/**
 * One key of a set (RFC 7517). What it may verify its kind says, never the token: a public key is no secret of an HMAC.
 *
 * @param id  {@code kid}; null: it has none
 * @param alg the one algorithm that it is for; null: any of its kind
 */
record JsonWebKey(String id, String alg, String kind, Key key) {
    private static final int RSA_BITS_MIN = 2048;
    private static final int RSA_BITS_MAX = 16_384;

    /** Null: it is for something else than verifying, or of a kind that nothing here knows, as RFC 7517 §5 wants it. */
    static JsonWebKey of(JsonText.Value jwk) throws GeneralSecurityException {
        var use = jwk.string("use");
        var operations = jwk.member("key_ops");
        boolean verifies = operations == null || operations.elements().stream().anyMatch(element -> element.text().equals("verify"));
        if (use != null && !use.equals("sig") || !verifies) return null;
        var curve = jwk.string("crv");
        var type = jwk.string("kty");
        if (type == null) return null;
        return switch (type) {
            case "oct" -> of(jwk, "HS", new SecretKeySpec(bytes(jwk, "k"), "HMAC"));
            case "RSA" -> of(jwk, "RS", rsa(jwk));
            case "EC" -> "P-256 P-384 P-521".contains(String.valueOf(curve)) ? of(jwk, curve, elliptic(jwk, curve)) : null;
            case "OKP" -> "Ed25519 Ed448".contains(String.valueOf(curve)) ? of(jwk, "Ed", edwards(jwk, curve)) : null;
            default -> null;
        };
    }

    private static JsonWebKey of(JsonText.Value jwk, String kind, Key key) {
        return new JsonWebKey(jwk.string("kid"), jwk.string("alg"), kind, key);
    }

    /** Whether a token that names this algorithm may be verified with it. */
    boolean fits(String algorithm) {
        if (alg != null && !alg.equals(algorithm)) return false;
        return kind.equals(switch (algorithm) {
            case "HS256", "HS384", "HS512" -> "HS";
            case "RS256", "RS384", "RS512", "PS256", "PS384", "PS512" -> "RS";
            case "ES256" -> "P-256";
            case "ES384" -> "P-384";
            case "ES512" -> "P-521";
            case "EdDSA" -> "Ed";
            default -> ""; // also "none"
        });
    }

    /** {@code algorithm} must {@link #fits fit}. */
    boolean verifies(String algorithm, byte[] signed, byte[] signature) {
        try {
            var size = algorithm.substring(2);
            if (kind.equals("HS")) {
                var mac = Mac.getInstance("HmacSHA" + size);
                mac.init(key);
                return MessageDigest.isEqual(mac.doFinal(signed), signature);
            }
            var verifier = Signature.getInstance(switch (algorithm.substring(0, 2)) {
                case "RS" -> "SHA" + size + "withRSA";
                case "PS" -> "RSASSA-PSS";
                case "ES" -> "SHA" + size + "withECDSAinP1363Format";
                default -> "EdDSA";
            });
            if (algorithm.startsWith("PS")) {
                var digest = "SHA-" + size;
                verifier.setParameter(new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), Integer.parseInt(size) / 8, 1));
            }
            verifier.initVerify((PublicKey) key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    private static byte[] bytes(JsonText.Value jwk, String name) throws GeneralSecurityException {
        var text = jwk.string(name);
        try {
            var bytes = text == null ? new byte[0] : Base64.getUrlDecoder().decode(text);
            if (bytes.length > 0) return bytes;
        } catch (IllegalArgumentException unreadable) {
            // told below
        }
        throw new GeneralSecurityException("a key whose \"" + name + "\" is missing, or no base64url");
    }

    private static BigInteger number(JsonText.Value jwk, String name) throws GeneralSecurityException {
        return new BigInteger(1, bytes(jwk, name));
    }

    private static Key rsa(JsonText.Value jwk) throws GeneralSecurityException {
        var key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
        int bits = key.getModulus().bitLength();
        if (bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX) return key;
        throw new GeneralSecurityException("an RSA key of " + bits + " bits, where " + RSA_BITS_MIN + " are the least (RFC 7518 §3.3)");
    }

    private static Key elliptic(JsonText.Value jwk, String curve) throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(switch (curve) {
            case "P-256" -> "secp256r1";
            case "P-384" -> "secp384r1";
            default -> "secp521r1";
        }));
        var point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    /** The point behind what X.509 says of such a key (RFC 8410 §4). */
    private static Key edwards(JsonText.Value jwk, String curve) throws GeneralSecurityException {
        var start = HexFormat.of().parseHex(curve.equals("Ed25519") ? "302a300506032b6570032100" : "3043300506032b6571033a00");
        var point = bytes(jwk, "x");
        if (start.length + point.length != start[1] + 2) throw new GeneralSecurityException("an " + curve + " key of another length");
        var encoded = new byte[start.length + point.length];
        System.arraycopy(start, 0, encoded, 0, start.length);
        System.arraycopy(point, 0, encoded, start.length, point.length);
        return KeyFactory.getInstance("EdDSA").generatePublic(new X509EncodedKeySpec(encoded));
    }
}
