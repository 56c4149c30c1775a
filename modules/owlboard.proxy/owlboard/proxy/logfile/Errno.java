package owlboard.proxy.logfile;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/**
 * What the system said, as nginx writes it: {@code 104: Connection reset by peer}. The JDK keeps the words and drops the number (Linux,
 * errno(3)).
 */
public final class Errno {
    private static final String LOOP = "Too many levels of symbolic links";
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("Operation not permitted", 1), Map.entry("No such file or directory", 2), Map.entry("Input/output error", 5),
            Map.entry("Resource temporarily unavailable", 11),
            Map.entry("Permission denied", 13), Map.entry("File exists", 17), Map.entry("Not a directory", 20),
            Map.entry("Is a directory", 21), Map.entry("Invalid argument", 22),
            Map.entry("Too many open files in system", 23),
            Map.entry("Too many open files", 24), Map.entry("File too large", 27), Map.entry("No space left on device", 28),
            Map.entry("Read-only file system", 30),
            Map.entry("Broken pipe", 32), Map.entry("File name too long", 36), Map.entry("Directory not empty", 39),
            Map.entry(LOOP, 40),
            Map.entry("Message too long", 90),
            Map.entry("Protocol wrong type for socket", 91),
            Map.entry("Address family not supported by protocol", 97),
            Map.entry("Cannot assign requested address", 99),
            Map.entry("Network is unreachable", 101),
            Map.entry("Connection reset by peer", 104), Map.entry("Connection timed out", 110), Map.entry("Connection refused", 111),
            Map.entry("No route to host", 113),
            Map.entry("Disk quota exceeded", 122));

    private Errno() {}

    /** With its number where that is known. */
    public static String of(IOException failure) {
        var words = words(failure);
        if (words.equals("Connection reset")) words = "Connection reset by peer"; // the JDK's own words for the second read after a reset
        var number = NUMBERS.get(words);
        return number == null ? words : number + ": " + words;
    }

    /** What the system calls a number. */
    static String text(int number) {
        return NUMBERS.entrySet().stream().filter(entry -> entry.getValue() == number).map(Map.Entry::getKey).findFirst()
                .orElse("error " + number);
    }

    /** The JDK has more words than the system. */
    public static boolean isLoop(FileSystemException failure) {
        return failure.getReason() != null && failure.getReason().startsWith(LOOP);
    }

    /** Nobody listens there. */
    public static boolean isRefused(IOException failure) {
        return "Connection refused".equals(failure.getMessage());
    }

    /** The other end has broken the connection off. */
    public static boolean isReset(IOException failure) {
        return failure.getMessage() != null && failure.getMessage().startsWith("Connection reset");
    }

    private static String words(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case DirectoryNotEmptyException _ -> "Directory not empty";
            case FileAlreadyExistsException _ -> "File exists";
            case FileSystemException loop when isLoop(loop) -> LOOP;
            case FileSystemException file when file.getReason() != null -> file.getReason();
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }
}
