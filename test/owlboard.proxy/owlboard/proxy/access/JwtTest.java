package owlboard.proxy.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTest {
    private static final long NOW = 1_800_000_000;
    private static final byte[] SECRET = "a secret of thirty-two bytes....".getBytes(StandardCharsets.US_ASCII);
    private static final String OCT = "{\"kty\":\"oct\",\"k\":\"" + base64(SECRET) + "\"}";

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base64(BigInteger number, int size) {
        var bytes = number.toByteArray();
        var whole = new byte[size];
        for (int i = 1; i <= Math.min(size, bytes.length); i++) whole[size - i] = bytes[bytes.length - i];
        return base64(whole);
    }

    private static List<JsonWebKey> keys(String... jwks) throws IOException {
        return set(jwks).keys();
    }

    private static KeySets.KeySet set(String... jwks) throws IOException {
        return KeySets.parsed(("{\"keys\":[" + String.join(",", jwks) + "]}").getBytes(StandardCharsets.UTF_8));
    }

    private static String unsigned(String header, String claims) {
        return base64(header.getBytes(StandardCharsets.UTF_8)) + '.' + base64(claims.getBytes(StandardCharsets.UTF_8));
    }

    private static String hmac(String header, String claims, byte[] secret) throws Exception {
        var text = unsigned(header, claims);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HMAC"));
        return text + '.' + base64(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String signed(String alg, String name, PrivateKey key) throws Exception {
        var text = unsigned("{\"alg\":\"" + alg + "\"}", "{\"sub\":\"anna\"}");
        var signature = Signature.getInstance(name);
        if (alg.startsWith("PS")) {
            int bits = Integer.parseInt(alg.substring(2));
            signature.setParameter(new PSSParameterSpec("SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), bits / 8, 1));
        }
        signature.initSign(key);
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + '.' + base64(signature.sign());
    }

    private static Jwt verified(String token, List<JsonWebKey> keys) throws Jwt.Invalid {
        return Jwt.verified(token, keys, NOW, 0);
    }

    private static void refuses(String why, String token, List<JsonWebKey> keys) {
        var invalid = assertThrows(Jwt.Invalid.class, () -> verified(token, keys));
        assertTrue(invalid.getMessage().contains(why), invalid.getMessage());
    }

    private static KeyPair rsa(int bits) throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String jwk(RSAPublicKey key, String more) {
        var modulus = key.getModulus();
        return "{\"kty\":\"RSA\",\"n\":\"" + base64(modulus, modulus.bitLength() / 8) + "\",\"e\":\"AQAB\"" + more + "}";
    }

    @Test void rsaSignsInBothWaysAndInThreeSizes() throws Exception {
        var pair = rsa(2048);
        var keys = keys(jwk((RSAPublicKey) pair.getPublic(), ""));
        for (var size : List.of("256", "384", "512")) {
            verified(signed("RS" + size, "SHA" + size + "withRSA", pair.getPrivate()), keys);
            verified(signed("PS" + size, "RSASSA-PSS", pair.getPrivate()), keys);
        }
    }

    @ParameterizedTest @CsvSource({"ES256, secp256r1, P-256, 32", "ES384, secp384r1, P-384, 48", "ES512, secp521r1, P-521, 66"})
    void ellipticCurves(String alg, String curve, String name, int size) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        var pair = generator.generateKeyPair();
        var point = ((ECPublicKey) pair.getPublic()).getW();
        var keys = keys("{\"kty\":\"EC\",\"crv\":\"" + name + "\",\"x\":\"" + base64(point.getAffineX(), size) + "\",\"y\":\""
                + base64(point.getAffineY(), size) + "\"}");
        var token = signed(alg, "SHA" + alg.substring(2) + "withECDSAinP1363Format", pair.getPrivate());
        verified(token, keys);
        var zeros = token.substring(0, token.lastIndexOf('.') + 1) + base64(new byte[2 * size]);
        refuses("its signature is wrong", zeros, keys);
    }

    @Test void edwardsCurves() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var encoded = pair.getPublic().getEncoded();
        var x = base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        verified(signed("EdDSA", "EdDSA", pair.getPrivate()), keys("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + x + "\"}"));
    }

    /** What is public must not become the secret of an HMAC, whichever of its forms is taken. */
    @Test void aPublicKeyIsNoSecret() throws Exception {
        var pair = rsa(2048);
        var jwk = jwk((RSAPublicKey) pair.getPublic(), "");
        for (var secret : List.of(pair.getPublic().getEncoded(), jwk.getBytes(StandardCharsets.UTF_8))) {
            refuses("there is no key for it", hmac("{\"alg\":\"HS256\"}", "{}", secret), keys(jwk));
        }
    }

    @ParameterizedTest @ValueSource(strings = {"none", "None", "NONE", "", "hs256", "HS1", "RS256"})
    void anAlgorithmThatTheKeysAreNotForIsRefused(String alg) throws Exception {
        refuses("there is no key for it", hmac("{\"alg\":\"" + alg + "\"}", "{}", SECRET), keys(OCT));
        refuses("there is no key for it", unsigned("{\"alg\":\"" + alg + "\"}", "{}") + '.', keys(OCT));
    }

    @Test void aKeySaysWhatItIsFor() throws Exception {
        var token = hmac("{\"alg\":\"HS256\",\"kid\":\"a\"}", "{}", SECRET);
        verified(token, keys(OCT));
        verified(token, keys(OCT.replace("}", ",\"kid\":\"b\"}"), OCT.replace("}", ",\"kid\":\"a\",\"alg\":\"HS256\",\"use\":\"sig\"}")));
        for (var other : List.of("\"kid\":\"b\"", "\"alg\":\"HS512\"", "\"use\":\"enc\"", "\"key_ops\":[\"sign\"]")) {
            refuses("there is no key for it", token, keys(OCT.replace("}", "," + other + "}")));
        }
    }

    @Test void timesHaveALeeway() throws Exception {
        var token = hmac("{\"alg\":\"HS256\"}", "{\"exp\":" + NOW + ".0,\"nbf\":" + NOW + "}", SECRET);
        refuses("it has expired", token, keys(OCT));
        Jwt.verified(token, keys(OCT), NOW, 1);
        Jwt.verified(token, keys(OCT), NOW - 1, 1);
        assertThrows(Jwt.Invalid.class, () -> Jwt.verified(token, keys(OCT), NOW - 1, 0));
        refuses("its \"exp\" is no number", hmac("{\"alg\":\"HS256\"}", "{\"exp\":\"4102444800\"}", SECRET), keys(OCT));
    }

    @ParameterizedTest @ValueSource(strings = {"{\"alg\":\"HS256\",\"alg\":\"none\"}", "{\"alg\":\"HS256\"} x", "[]", "",
            "{\"alg\":\"HS256\",}",
            "{\"alg\":1}", "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}", "{\"alg\":\"\\ud800\"}"})
    void aHeaderThatTwoCouldReadDifferentlyIsRefused(String header) throws Exception {
        refuses("", hmac(header, "{}", SECRET), keys(OCT));
    }

    @ParameterizedTest @ValueSource(strings = {"", ".", "..", "a.b", "a.b.c.d.e", "e30=.e30=.e30="})
    void whatHasAnotherShapeIsRefused(String token) throws Exception {
        refuses("", token, keys(OCT));
    }

    @Test void lengthsAndDepthsAreBounded() throws Exception {
        refuses("longer than", "a".repeat(Jwt.LENGTH_MAX + 1), keys(OCT));
        refuses("levels", hmac("{\"alg\":\"HS256\"}", "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}", SECRET), keys(OCT));
        refuses("no number", hmac("{\"alg\":\"HS256\"}", "{\"a\":" + "1".repeat(65) + "}", SECRET), keys(OCT));
    }

    @Test void keysThatCannotBeTrustedAreIgnoredAndTheOthersAreNot() throws Exception {
        var small = jwk((RSAPublicKey) rsa(1024).getPublic(), "");
        var zeros = base64(new byte[32]);
        var point = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + zeros + "\",\"y\":\"" + zeros + "\"}";
        for (var jwk : List.of(small, "{\"kty\":\"oct\"}", "{\"kty\":\"oct\",\"k\":\"\"}", "{\"kty\":\"oct\",\"k\":\"a b\"}",
                "{\"kty\":\"RSA\",\"n\":\"AA\",\"e\":\"AA\"}", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}")) {
            var set = set(jwk, OCT);
            assertEquals(1, set.keys().size(), jwk);
            assertEquals(1, set.ignored().size(), jwk);
        }
        refuses("its signature is wrong", signed("ES256", "SHA256withECDSAinP1363Format", ecKey()), keys(point));
    }

    private static PrivateKey ecKey() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair().getPrivate();
    }

    @Test void whatIsNoSetIsRefused() throws Exception {
        assertThrows(IOException.class, () -> KeySets.parsed("{}".getBytes(StandardCharsets.UTF_8)));
        var many = new String[101];
        Arrays.fill(many, OCT);
        assertThrows(IOException.class, () -> keys(many));
        assertEquals(0, keys("{\"kty\":\"EC\",\"crv\":\"secp256k1\"}", "{\"kty\":\"new\"}").size());
    }

    @Test void charactersAreBytes() throws Exception {
        var jwt = verified(hmac("{\"alg\":\"HS256\"}", "{\"a\":\"\\u00e4\\ud83e\\udd89\u00e4\"}", SECRET), keys(OCT));
        assertEquals("ä🦉ä", new String(jwt.claims().string("a").getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }
}
