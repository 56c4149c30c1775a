package owlboard.proxy.exchange;

import java.nio.file.Path;

/**
 * Where the paths of a configuration lie. Absolute ones are looked up under {@code root} when there is one, unless a variable such as
 * {@code $document_root} has done so already; relative ones under {@code prefix}.
 */
public record Paths(Path root, Path prefix, Path state) {
    public Paths {
        if (root != null) root = root.toAbsolutePath();
    }

    public Path resolve(String path) {
        if (!path.startsWith("/")) return prefix.resolve(path);
        var absolute = Path.of(path);
        return root == null || absolute.startsWith(root) ? absolute : root.resolve(path.substring(1));
    }

    /** Temporary files: an absolute path as configured, anything else under the state folder. */
    public Path temporary(String path) {
        return path.startsWith("/") ? resolve(path) : state.resolve(path);
    }
}
