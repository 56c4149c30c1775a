package owlboard.proxy.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import owlboard.proxy.exchange.MainSlot;

/**
 * Passwords that were found right a moment ago: a hash that is slow on purpose would else be computed for every picture of a page. What is
 * kept is a digest under a key that no one else has. Off the loop.
 */
final class RightPasswords {
    static final MainSlot<RightPasswords> SLOT = new MainSlot<>((_, _) -> new RightPasswords());
    private static final long KEPT_NANOS = 60_000_000_000L;
    private static final int KEPT_MAX = 4096;

    private final SecretKeySpec key;
    private final Map<ByteBuffer, Long> since = new ConcurrentHashMap<>();

    private RightPasswords() {
        var random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, "HmacSHA256");
    }

    /** As {@link PasswordHash#matches}. */
    boolean matches(byte[] password, String kept) throws PasswordHash.Unknown {
        if (kept.startsWith("{")) return PasswordHash.matches(password, kept);
        var digest = digest(password, kept);
        var found = since.get(digest);
        if (found != null && System.nanoTime() - found < KEPT_NANOS) return true;
        if (!PasswordHash.matches(password, kept)) return false;
        if (since.size() >= KEPT_MAX) since.clear();
        since.put(digest, System.nanoTime());
        return true;
    }

    private ByteBuffer digest(byte[] password, String kept) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(kept.getBytes(StandardCharsets.ISO_8859_1));
            mac.update((byte) 0);
            return ByteBuffer.wrap(mac.doFinal(password));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HmacSHA256 is in every JDK", impossible);
        }
    }
}
