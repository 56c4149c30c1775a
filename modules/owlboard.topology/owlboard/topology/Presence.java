package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Whether a folder is still the one that it was: who works for a state folder ends with it, as nobody could find that process any more. */
public final class Presence {
    public static final int LOOK_MILLIS = 1_000;
    private static final int MISSED_MAX = 2;

    private final Path folder;
    private final Object first;
    private int missed;

    public Presence(Path folder) {
        this.folder = folder;
        this.first = key("");
    }

    /** To be asked every {@link #LOOK_MILLIS}: true when it was gone, or another one in its place, two times in a row. */
    public boolean isLost() {
        missed = first != null && first.equals(key(first)) ? 0 : missed + 1;
        return missed >= MISSED_MAX;
    }

    /** Null when it is not there; {@code unknown} when that cannot be told now, as with all descriptors in use. */
    private Object key(Object unknown) {
        try {
            return Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException gone) {
            return null;
        } catch (IOException notNow) {
            return unknown;
        }
    }
}
