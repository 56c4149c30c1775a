package owlboard.cli.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** An exception of a file as one line. */
public final class Trouble {
    private Trouble() {}

    /** {@code conf/x.conf: no such file}. */
    public static String of(IOException trouble) {
        return switch (trouble) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException other -> other.getFile() + ": there is a file in its place";
            case NotDirectoryException file -> file.getFile() + ": not a folder";
            case FileSystemException at when at.getFile() != null && at.getReason() != null -> at.getFile() + ": " + at.getReason();
            default -> trouble.getMessage() == null ? trouble.toString() : trouble.getMessage();
        };
    }
}
