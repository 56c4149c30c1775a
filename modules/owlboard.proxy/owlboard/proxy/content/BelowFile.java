package owlboard.proxy.content;

import static java.nio.file.Files.exists;
import static java.nio.file.Files.isDirectory;

import java.nio.file.Path;

/** ENOTDIR and ENOENT: the JDK tells neither from the other of a path whose attributes are asked for. */
final class BelowFile {
    private BelowFile() {}

    /** Off the loop. Of a path where nothing is: whether a file is in the way of it. */
    static boolean is(Path missing) {
        var above = missing.getParent();
        while (above != null && !exists(above)) above = above.getParent();
        return above != null && !isDirectory(above);
    }
}
