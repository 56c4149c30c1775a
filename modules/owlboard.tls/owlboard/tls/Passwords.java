package owlboard.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Passwords of encrypted keys, one a line ({@code ssl_password_file}): each is tried. Never printed. */
public final class Passwords {
    public static final Passwords NONE = new Passwords(List.of(), null);

    final List<String> lines;
    /** Where they are from; null: nowhere. */
    final Path file;

    private Passwords(List<String> lines, Path file) {
        this.lines = lines;
        this.file = file;
    }

    /** {@code file} may be null. */
    public static Passwords of(Path file) throws IOException {
        if (file == null) return NONE;
        try {
            var lines = Files.readString(file, StandardCharsets.ISO_8859_1).lines().filter(line -> !line.isEmpty()).toList();
            return new Passwords(lines, file);
        } catch (NoSuchFileException missing) {
            throw new IOException("cannot open \"" + file + "\": no such file", missing);
        }
    }
}
