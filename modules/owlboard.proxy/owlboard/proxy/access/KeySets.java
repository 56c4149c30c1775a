package owlboard.proxy.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import owlboard.json.JsonText;
import owlboard.proxy.exchange.MainSlot;

/** Files with sets of keys (RFC 7517 §5), kept as long as they do not change. Off the loop. */
final class KeySets {
    static final MainSlot<KeySets> SLOT = new MainSlot<>((_, _) -> new KeySets());
    private static final long BYTES_MAX = 1 << 20;
    /** A token that names no key is tried with each. */
    private static final int KEYS_MAX = 100;
    /** A name made of variables may be another one with each request. */
    private static final int FILES_MAX = 256;

    /** {@code ignored}: why each of its other keys is of no use. */
    record KeySet(List<JsonWebKey> keys, List<String> ignored) {}

    private record Kept(Object file, long modifiedMillis, long sizeBytes, KeySet set) {}

    private final Map<Path, Kept> kept = new ConcurrentHashMap<>();

    private KeySets() {}

    /** Off the loop. A set that cannot be understood is an IOException, as one that cannot be read. */
    KeySet read(Path path) throws IOException {
        var now = Files.readAttributes(path, BasicFileAttributes.class);
        long modified = now.lastModifiedTime().toMillis();
        var before = kept.get(path);
        if (before != null && before.modifiedMillis == modified && before.sizeBytes == now.size() && now.fileKey().equals(before.file)) {
            return before.set;
        }
        if (now.size() > BYTES_MAX) throw new IOException("a set of keys of more than " + BYTES_MAX + " bytes");
        var set = parsed(Files.readAllBytes(path));
        if (kept.size() >= FILES_MAX) kept.clear();
        boolean settled = System.currentTimeMillis() - modified > 2_000; // one that is being written may change within its time stamp
        if (settled) kept.put(path, new Kept(now.fileKey(), modified, now.size(), set));
        return set;
    }

    static KeySet parsed(byte[] json) throws IOException {
        try {
            var keys = JsonText.object(json).member("keys");
            if (keys == null || keys.kind() != JsonText.Kind.ARRAY) throw new IOException("no set of keys: it has no \"keys\"");
            if (keys.elements().size() > KEYS_MAX) throw new IOException("a set of more than " + KEYS_MAX + " keys");
            var set = new KeySet(new ArrayList<>(), new ArrayList<>());
            for (var jwk : keys.elements()) add(jwk, set);
            return set;
        } catch (JsonText.Broken broken) {
            throw new IOException("no set of keys: " + broken.getMessage());
        }
    }

    /** One that is not as it must be leaves the others as they are (RFC 7517 §5). */
    private static void add(JsonText.Value jwk, KeySet set) {
        try {
            var key = JsonWebKey.of(jwk);
            if (key != null) set.keys.add(key);
        } catch (GeneralSecurityException | IllegalArgumentException unusable) {
            set.ignored.add(unusable.getMessage());
        }
    }
}
