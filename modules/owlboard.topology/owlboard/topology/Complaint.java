package owlboard.topology;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Why a command cannot do what it was asked: one line that names the thing and the remedy, and the exit code (1 failure, 2 wrong command
 * line or file).
 */
final class Complaint extends Exception {
    private final int exitCode;

    private Complaint(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    static Complaint failure(String message) {
        return new Complaint(1, message);
    }

    static Complaint usage(String message) {
        return new Complaint(2, message);
    }

    /** {@code cannot write /x/y: permission denied; choose ...}. {@code doing} is the verb. */
    static Complaint file(String doing, Path path, IOException cause, String remedy) {
        return failure("cannot " + doing + " " + path + ": " + reason(cause) + "; " + remedy);
    }

    int exitCode() {
        return exitCode;
    }

    /** What went wrong, without the path that Java puts in front of it. */
    static String reason(IOException cause) {
        return switch (cause) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException missing -> "no such file or folder";
            case FileAlreadyExistsException there -> "there is a file in its place";
            case NotDirectoryException file -> "not a folder";
            case FileSystemException named when named.getReason() != null -> named.getReason();
            default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        };
    }
}
