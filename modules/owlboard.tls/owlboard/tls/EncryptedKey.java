package owlboard.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** Keys under a password: PKCS#8 (RFC 5958, RFC 8018), and OpenSSL's older way in the head of a PEM block (RFC 1421). */
final class EncryptedKey {
    private static final String CONVERT = "convert it with: openssl pkcs8 -topk8 -v2 aes-256-cbc -in KEY -out NEW";
    private static final String PBES2 = "1.2.840.113549.1.5.13";

    private EncryptedKey() {}

    /** The DER of the PKCS#8 key inside; null: that is not its password. */
    static byte[] pkcs8(byte[] der, String password) throws BadPem {
        EncryptedPrivateKeyInfo info;
        try {
            info = new EncryptedPrivateKeyInfo(der);
        } catch (IOException broken) {
            throw new BadPem("it is encrypted in a way that this Java cannot read (" + broken.getMessage() + "); " + CONVERT, true);
        }
        var parameters = info.getAlgParameters();
        boolean second = parameters != null && (info.getAlgName().equals("PBES2") || info.getAlgName().equals(PBES2));
        var name = second ? parameters.toString() : info.getAlgName(); // of PBES2 the parameters alone tell the algorithm
        try {
            var secret = SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(password.toCharArray()));
            var cipher = Cipher.getInstance(name);
            cipher.init(Cipher.DECRYPT_MODE, secret, parameters);
            return encoded(info.getKeySpec(cipher));
        } catch (NoSuchAlgorithmException | NoSuchPaddingException unknown) {
            throw new BadPem("it is encrypted by " + name + ", which this Java does not know; " + CONVERT, true);
        } catch (GeneralSecurityException | IllegalArgumentException wrongPassword) {
            return null;
        }
    }

    private static byte[] encoded(KeySpec spec) {
        return ((PKCS8EncodedKeySpec) spec).getEncoded();
    }

    /**
     * The DER inside of a block with {@code DEK-Info}; null: that is not its password.
     *
     * @param info as {@code AES-256-CBC,0A0B...}
     */
    static byte[] traditional(byte[] encrypted, String info, String password) throws BadPem {
        var parts = info.split(",");
        var algorithm = parts[0].strip();
        int keyLength = switch (algorithm) {
            case "AES-128-CBC" -> 16;
            case "AES-192-CBC", "DES-EDE3-CBC" -> 24;
            case "AES-256-CBC" -> 32;
            default -> throw new BadPem("it is encrypted by " + algorithm + ", which is not known here; " + CONVERT, true);
        };
        boolean des = algorithm.startsWith("DES");
        try {
            var iv = HexFormat.of().parseHex(parts[parts.length - 1].strip());
            var cipher = Cipher.getInstance(des ? "DESede/CBC/PKCS5Padding" : "AES/CBC/PKCS5Padding");
            var key = new SecretKeySpec(derived(password, iv, keyLength), des ? "DESede" : "AES");
            cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(iv));
            return cipher.doFinal(encrypted);
        } catch (GeneralSecurityException | IllegalArgumentException wrongPassword) {
            return null;
        }
    }

    /** {@code EVP_BytesToKey} with MD5 and one round; the salt is the first half of the vector. */
    private static byte[] derived(String password, byte[] iv, int length) throws GeneralSecurityException {
        var key = new byte[length];
        var digest = new byte[0];
        for (int at = 0; at < length; at += digest.length) {
            var md5 = MessageDigest.getInstance("MD5");
            md5.update(digest);
            md5.update(password.getBytes(StandardCharsets.ISO_8859_1));
            md5.update(Arrays.copyOf(iv, 8));
            digest = md5.digest();
            System.arraycopy(digest, 0, key, at, Math.min(digest.length, length - at));
        }
        return key;
    }
}
