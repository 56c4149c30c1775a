package owlboard.harness;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** A folder in which others still make and remove files: what goes while it is looked at is not there ({@link Files#walk} fails). */
public final class Tree {
    private Tree() {}

    /** All of it, the folder first and each folder before what is in it. Links are not followed. */
    public static List<Path> of(Path folder) throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes about) {
                found.add(directory);
                return FileVisitResult.CONTINUE;
            }

            @Override public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
                found.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                return unlessGone(failure);
            }

            @Override public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                return unlessGone(failure);
            }
        });
        return found;
    }

    private static FileVisitResult unlessGone(IOException failure) throws IOException {
        if (failure != null && !(failure instanceof NoSuchFileException)) throw failure;
        return FileVisitResult.CONTINUE;
    }

    /** Its files only. */
    public static List<Path> files(Path folder) throws IOException {
        return of(folder).stream().filter(Files::isRegularFile).toList();
    }

    /** The folder and all in it; what its links lead to stays. */
    public static void delete(Path folder) throws IOException {
        for (var path : of(folder).reversed()) Files.deleteIfExists(path);
    }
}
