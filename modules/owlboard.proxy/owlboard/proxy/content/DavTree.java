package owlboard.proxy.content;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Files and folders with all that is in them, deleted and copied. Links are not followed. Off the loop. */
final class DavTree {
    /** So many lines at most tell what of a tree could not be done. */
    private static final int TOLD_MAX = 100;

    /** What of a tree could not be done; the rest was. */
    final List<DavRefused> problems = new ArrayList<>();

    private void tell(String call, Path path, IOException failure) {
        if (problems.size() < TOLD_MAX) problems.add(DavRefused.by(call, path, failure, 500));
    }

    /** 404 for what is not there. */
    void delete(Path path, boolean folder) throws DavRefused {
        try {
            if (folder) deleteWithin(path);
            Files.delete(path);
        } catch (IOException failure) {
            throw DavRefused.by(folder ? "rmdir" : "unlink", path, failure, 404);
        }
    }

    private void deleteWithin(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return remove("unlink", file);
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                tell("opendir", file, failure);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inner, IOException failure) {
                return inner.equals(folder) ? FileVisitResult.CONTINUE : remove("rmdir", inner);
            }

            private FileVisitResult remove(String call, Path path) {
                try {
                    Files.delete(path);
                } catch (IOException failure) {
                    tell(call, path, failure);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** A folder and what is in it, but links. */
    void copy(Path from, Path to) throws DavRefused {
        try {
            makeLike(from, to);
        } catch (IOException failure) {
            throw DavRefused.by("mkdir", to, failure, 404);
        }
        try {
            copyWithin(from, to);
        } catch (IOException failure) {
            throw DavRefused.by("opendir", from, failure, 500);
        }
    }

    private static void makeLike(Path from, Path to) throws IOException {
        Files.createDirectory(to, PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(from)));
    }

    private void copyWithin(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
                if (inner.equals(from)) return FileVisitResult.CONTINUE;
                try {
                    makeLike(inner, there(inner));
                    return FileVisitResult.CONTINUE;
                } catch (IOException failure) {
                    tell("mkdir", there(inner), failure);
                    return FileVisitResult.SKIP_SUBTREE;
                }
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!attributes.isRegularFile()) return FileVisitResult.CONTINUE;
                try {
                    Files.copy(file, there(file), StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException failure) {
                    tell("open", there(file), failure);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                tell("open", file, failure);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inner, IOException failure) {
                try {
                    if (!inner.equals(from)) Files.setLastModifiedTime(there(inner), Files.getLastModifiedTime(inner));
                } catch (IOException untimed) {
                    tell("utimes", there(inner), untimed);
                }
                return FileVisitResult.CONTINUE;
            }

            private Path there(Path path) {
                return to.resolve(from.relativize(path));
            }
        });
    }

    /** A folder: by its name, or where that cannot be, by copying. */
    void move(Path from, Path to) throws DavRefused {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException notByName) {
            copy(from, to);
            delete(from, true);
        }
    }

    /** Off the loop. Null: it is not there. {@code notFound}: the status where its folder is none. */
    static BasicFileAttributes attributes(Path path, int notFound) throws DavRefused {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
        } catch (NoSuchFileException missing) {
            if (BelowFile.is(path)) throw notFolder(path, notFound);
            return null;
        } catch (IOException failure) {
            throw DavRefused.by("lstat", path, failure, notFound);
        }
    }

    /** There is a file where a folder would have to be. */
    static DavRefused notFolder(Path path, int status) {
        return DavRefused.by("lstat", path, new FileSystemException(path.toString(), null, "Not a directory"), status);
    }
}
