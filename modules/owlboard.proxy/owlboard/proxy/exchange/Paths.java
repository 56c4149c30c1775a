package owlboard.proxy.exchange;

import java.nio.file.Path;

/**
 * Where the paths of a configuration lie. Absolute ones are looked up under {@code root} when there is one; relative ones under
 * {@code prefix}.
 */
public record Paths(Path root, Path prefix, Path state) {
    public Path resolve(String path) {
        if (!path.startsWith("/")) return prefix.resolve(path);
        return root == null ? Path.of(path) : root.resolve(path.substring(1));
    }

    /** Temporary files: an absolute path as configured, anything else under the state folder. */
    public Path temporary(String path) {
        return path.startsWith("/") ? resolve(path) : state.resolve(path);
    }
}
