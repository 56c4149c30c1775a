package owlboard.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Where a certificate or a key is: in a file, or in the configuration itself ({@code data:}).
 *
 * @param file null: {@code text} has it
 */
public record PemSource(Path file, String text) {
    private static final String DATA = "data:";

    public static PemSource of(Path file) {
        return new PemSource(file, null);
    }

    public static PemSource ofText(String text) {
        return new PemSource(null, text);
    }

    /** As a configuration writes it: {@code data:TEXT}, or the name of a file, which {@code resolve} finds. */
    public static PemSource named(String written, Function<String, Path> resolve) {
        return written.startsWith(DATA) ? ofText(written.substring(DATA.length())) : of(resolve.apply(written));
    }

    /** @throws IOException names the file */
    public byte[] read() throws IOException {
        if (file == null) return text.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new IOException("cannot load \"" + file + "\": no such file", missing);
        }
    }

    /** For messages: never the text. */
    @Override
    public String toString() {
        return file == null ? DATA : file.toString();
    }
}
