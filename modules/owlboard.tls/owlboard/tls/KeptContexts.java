package owlboard.tls;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Contexts by what they are made of: what is made of the same again, for the same owner, is the same, with its sessions and the keys of its
 * tickets. So clients resume over a reload. Holds none that nobody else holds. Any thread.
 */
public final class KeptContexts {
    private final Map<String, WeakReference<SSLContext>> contexts = new HashMap<>();

    /**
     * @param owner what no other server may share, with all that is not in the files
     * @param pems  certificates and keys
     * @param files whatever else is read; null for none
     * @param fresh makes one
     */
    public SSLContext of(String owner, List<PemSource> pems, List<Path> files, Supplier<SSLContext> fresh) throws IOException {
        var key = owner + ' ' + digest(pems, files);
        synchronized (contexts) {
            contexts.values().removeIf(known -> known.get() == null);
            var known = contexts.get(key);
            var context = known == null ? null : known.get();
            if (context != null) return context;
            var made = fresh.get();
            contexts.put(key, new WeakReference<>(made));
            return made;
        }
    }

    private static String digest(List<PemSource> pems, List<Path> files) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var pem : pems) digest.update(MessageDigest.getInstance("SHA-256").digest(pem.read()));
            for (var file : files) {
                digest.update((byte) (file == null ? 0 : 1));
                if (file != null) digest.update(MessageDigest.getInstance("SHA-256").digest(PemSource.of(file).read()));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
