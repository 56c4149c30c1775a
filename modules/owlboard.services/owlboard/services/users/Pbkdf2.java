package owlboard.services.users;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * PBKDF2-HMAC-SHA256 for one password (RFC 8018 §5.2, RFC 2104), on the JDK's SHA-256. The JDK's own PBKDF2 hashes both padded keys anew in
 * each iteration, which is half of its time; here their states are kept.
 */
final class Pbkdf2 {
    /** One block of output, which is all that is derived. */
    static final int BYTES = 32;
    private static final int BLOCK = 64;
    private static final byte[] FIRST_BLOCK = {0, 0, 0, 1};

    private final MessageDigest inner;
    private final MessageDigest outer;

    /** {@code password} is not kept. */
    Pbkdf2(byte[] password) {
        byte[] key = password.length > BLOCK ? sha256().digest(password) : password;
        inner = padded(key, 0x36);
        outer = padded(key, 0x5c);
    }

    private static MessageDigest padded(byte[] key, int pad) {
        byte[] block = Arrays.copyOf(key, BLOCK);
        for (int i = 0; i < BLOCK; i++) block[i] ^= (byte) pad;
        var digest = sha256();
        digest.update(block);
        Arrays.fill(block, (byte) 0);
        return digest;
    }

    /** The first {@value #BYTES} bytes of the derived key. */
    byte[] derive(byte[] salt, int iterations) {
        byte[] salted = Arrays.copyOf(salt, salt.length + FIRST_BLOCK.length);
        System.arraycopy(FIRST_BLOCK, 0, salted, salt.length, FIRST_BLOCK.length);
        byte[] turn = hmac(salted);
        byte[] derived = turn.clone();
        for (int i = 1; i < iterations; i++) {
            turn = hmac(turn);
            for (int at = 0; at < BYTES; at++) derived[at] ^= turn[at];
        }
        return derived;
    }

    private byte[] hmac(byte[] message) {
        return digest(outer, digest(inner, message));
    }

    private static byte[] digest(MessageDigest begun, byte[] rest) {
        try {
            return ((MessageDigest) begun.clone()).digest(rest);
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible); // the JDK's SHA-256 can be cloned
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
