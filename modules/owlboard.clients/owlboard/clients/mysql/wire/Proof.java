package owlboard.clients.mysql.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** That one knows a password, by either of MySQL's plugins. An empty password is proved by nothing at all. */
public final class Proof {
    public static final String NATIVE = "mysql_native_password";
    public static final String SHA2 = "caching_sha2_password";
    private static final OAEPParameterSpec OAEP = new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1,
            PSource.PSpecified.DEFAULT);

    private Proof() {}

    /** Null for a plugin that is not known here. */
    public static byte[] of(String plugin, String password, byte[] nonce) {
        if (password.isEmpty()) return new byte[0];
        var secret = password.getBytes(StandardCharsets.UTF_8);
        return switch (plugin) {
            case NATIVE -> {  // SHA1(password) XOR SHA1(nonce + SHA1(SHA1(password)))
                var once = sum("SHA-1", secret);
                yield xor(once, sum("SHA-1", nonce, sum("SHA-1", once)));
            }
            case SHA2 -> {  // SHA256(password) XOR SHA256(SHA256(SHA256(password)) + nonce)
                var once = sum("SHA-256", secret);
                yield xor(once, sum("SHA-256", sum("SHA-256", once), nonce));
            }
            default -> null;
        };
    }

    public static boolean isRight(String plugin, String password, byte[] nonce, byte[] proof) {
        var right = of(plugin, password, nonce);
        return right != null && MessageDigest.isEqual(right, proof);
    }

    private static byte[] sum(String algorithm, byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance(algorithm);
            for (var part : parts) digest.update(part);
            return digest.digest();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static byte[] xor(byte[] a, byte[] b) {
        var result = new byte[a.length];
        for (int i = 0; i < result.length; i++) result[i] = (byte) (a[i] ^ b[i % b.length]);
        return result;
    }

    /** The password for a server that wants it whole: hidden by its nonce, under its public key (PEM). */
    public static byte[] encrypted(String password, byte[] nonce, String pem) throws ProtocolException {
        try {
            var der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            var key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
            var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, OAEP);
            return cipher.doFinal(xor((password + "\0").getBytes(StandardCharsets.UTF_8), nonce));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw new ProtocolException("the server's public key cannot be used: " + broken.getMessage());
        }
    }
}
