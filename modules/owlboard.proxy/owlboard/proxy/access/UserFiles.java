package owlboard.proxy.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import owlboard.proxy.exchange.MainSlot;

/** Files of users, lines {@code name:password:comment}, kept as long as they do not change. Off the loop. */
final class UserFiles {
    static final MainSlot<UserFiles> SLOT = new MainSlot<>((_, _) -> new UserFiles());
    /** A name made of variables may be another one with each request. */
    private static final int FILES_MAX = 256;
    private static final long KEPT_BYTES_MAX = 8 << 20;

    private record Kept(Object file, long modifiedMillis, long sizeBytes, Map<String, String> users) {}

    private final Map<Path, Kept> kept = new ConcurrentHashMap<>();

    private UserFiles() {}

    /** Off the loop. Name to password, both in Latin-1, the password as it is written there. */
    Map<String, String> read(Path path) throws IOException {
        var now = Files.readAttributes(path, BasicFileAttributes.class);
        long modified = now.lastModifiedTime().toMillis();
        var before = kept.get(path);
        if (before != null && before.modifiedMillis == modified && before.sizeBytes == now.size() && now.fileKey().equals(before.file)) {
            return before.users;
        }
        var users = parsed(Files.readString(path, StandardCharsets.ISO_8859_1));
        if (kept.size() >= FILES_MAX) kept.clear();
        boolean settled = System.currentTimeMillis() - modified > 2_000; // one that is being written may change within its time stamp
        if (settled && now.size() <= KEPT_BYTES_MAX) kept.put(path, new Kept(now.fileKey(), modified, now.size(), users));
        return users;
    }

    /** Of a name that stands there twice the first line holds. */
    private static Map<String, String> parsed(String text) {
        var users = new HashMap<String, String>();
        for (var line : text.split("\n")) {
            int colon = line.indexOf(':');
            if (colon <= 0 || line.startsWith("#") || line.startsWith("\r")) continue;
            users.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).split("[:\r]", 2)[0]);
        }
        return users;
    }
}
