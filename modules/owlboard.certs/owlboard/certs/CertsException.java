package owlboard.certs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Certificates could not be issued or read. The message is one line: the path, what is wrong, the remedy. */
public final class CertsException extends Exception {
    CertsException(String message) {
        super(message);
    }

    CertsException(String message, Throwable cause) {
        super(message, cause);
    }

    static CertsException reading(Path path, IOException cause) {
        return new CertsException("cannot read " + path + " (" + reason(cause) + "): " + remedy(cause, path), cause);
    }

    static CertsException writing(Path path, IOException cause) {
        return new CertsException("cannot write " + path + " (" + reason(cause) + "), nothing was changed: " + remedy(cause, path), cause);
    }

    /** For a failure after the first new file is in place. */
    static CertsException replacing(Path path, IOException cause) {
        return new CertsException("cannot replace " + path + " (" + reason(cause) + "), the files before it are new: "
                + remedy(cause, path), cause);
    }

    static String reason(IOException cause) {
        return switch (cause) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or folder";
            case FileSystemException failure when failure.getReason() != null -> failure.getReason();
            default -> String.valueOf(cause.getMessage());
        };
    }

    static String remedy(IOException cause, Path path) {
        var reason = reason(cause);
        if (cause instanceof AccessDeniedException) {
            return "run this as the owner of " + path.toAbsolutePath().getParent() + ", or name another folder with --dir";
        }
        if (reason.contains("space") || reason.contains("quota")) return "free some space there and run it again";
        if (reason.contains("Read-only")) return "name a folder that can be written with --dir";
        if (reason.contains("Not a directory") || reason.contains("Is a directory")) {
            return "move away what stands in its place and run it again";
        }
        return "put that right and run it again";
    }
}
