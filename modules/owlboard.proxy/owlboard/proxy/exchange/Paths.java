package owlboard.proxy.exchange;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import owlboard.config.language.Utf8;

/**
 * Where the paths of a configuration lie. Absolute ones are looked up under {@code root} when there is one, unless a variable such as
 * {@code $document_root} has done so already; relative ones under {@code prefix}.
 */
public record Paths(Path root, Path prefix, Path state) {
    public Paths {
        if (root != null) root = root.toAbsolutePath();
    }

    /** @param latin1 as configurations and requests have it, whose bytes are the file system's UTF-8 */
    public Path resolve(String latin1) {
        var path = Utf8.name(latin1);
        if (!path.startsWith("/")) return prefix.resolve(path);
        var absolute = Path.of(path);
        return root == null || absolute.startsWith(root) ? absolute : root.resolve(path.substring(1));
    }

    /** The same as a text, in Latin-1: what it ends with stays, a slash too. */
    public String text(String latin1) {
        if (latin1.startsWith("/") && root == null) return latin1;
        var folder = latin1.startsWith("/") ? root : prefix;
        var name = latin1(folder);
        return name + (name.endsWith("/") || latin1.startsWith("/") ? "" : "/") + latin1;
    }

    public static String latin1(Path path) {
        return new String(path.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Temporary files: an absolute path as configured, anything else under the state folder. */
    public Path temporary(String path) {
        return path.startsWith("/") ? resolve(path) : state.resolve(path);
    }
}
