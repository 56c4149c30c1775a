package owlboard.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.BadPaddingException;
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
    private static final String PBKDF2 = "1.2.840.113549.1.5.12";
    private static final String DES_EDE3_CBC = "1.2.840.113549.3.7";
    private static final Map<String, String> PRFS = Map.of("1.2.840.113549.2.7", "SHA1", "1.2.840.113549.2.8", "SHA224",
            "1.2.840.113549.2.9", "SHA256", "1.2.840.113549.2.10", "SHA384", "1.2.840.113549.2.11", "SHA512");

    private EncryptedKey() {}

    /** The DER of the PKCS#8 key inside; null: that is not its password. */
    static byte[] pkcs8(byte[] der, String password) throws BadPem {
        EncryptedPrivateKeyInfo info;
        try {
            info = new EncryptedPrivateKeyInfo(der);
        } catch (IOException unread) {
            return tripleDes(der, password, unread);
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

    /** What {@code openssl genrsa -des3} writes: PBES2 with triple DES, which the JDK does not read (RFC 8018 §6.2, appendix B.2.2). */
    private static byte[] tripleDes(byte[] der, String password, IOException unread) throws BadPem {
        try {
            var scheme = Der.of(der).first();
            var derivation = scheme.first().next().first();
            var encryption = derivation.next();
            boolean isKnown = scheme.first().oid().equals(PBES2) && derivation.first().oid().equals(PBKDF2)
                    && encryption.first().oid().equals(DES_EDE3_CBC);
            if (!isKnown) throw unreadable(unread);
            var salt = derivation.first().next().first();
            var rounds = salt.next();
            var prf = "SHA1";
            for (var more = rounds.next(); more.at() < derivation.end(); more = more.next()) {
                if (more.tag() == 0x30) prf = PRFS.get(more.first().oid());
            }
            var spec = new PBEKeySpec(password.toCharArray(), salt.content(), new BigInteger(rounds.content()).intValueExact(), 192);
            var key = SecretKeyFactory.getInstance("PBKDF2WithHmac" + prf).generateSecret(spec).getEncoded();
            var cipher = Cipher.getInstance("DESede/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "DESede"), new IvParameterSpec(encryption.first().next().content()));
            return cipher.doFinal(scheme.next().content());
        } catch (BadPaddingException wrongPassword) {
            return null;
        } catch (GeneralSecurityException | RuntimeException another) {
            throw unreadable(unread);
        }
    }

    private static BadPem unreadable(IOException why) {
        return new BadPem("it is encrypted in a way that this Java cannot read (" + why.getMessage() + "); " + CONVERT, true);
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
