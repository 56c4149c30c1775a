package owlboard.proxy.logfile;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file, or a standard stream. */
final class LogFile implements Destination {
    private final Path path;
    /** Where this is no folder nothing is written; null: wherever. */
    private final Path root;
    /** Of a path that the configuration names; whoever asks makes none. */
    private final boolean makesFolders;
    private final String name;
    private final OutputStream console;
    private WritableByteChannel channel;
    private boolean failing;
    private boolean leaves;
    private long lostLines;

    private LogFile(Path path, Path root, boolean makesFolders, String name, OutputStream console) {
        this.path = path;
        this.root = root;
        this.makesFolders = makesFolders;
        this.name = name;
        this.console = console;
    }

    static LogFile at(Path path) {
        return new LogFile(path, null, true, path.toString(), null);
    }

    /** Whose path a request has made; {@code root}: the folder that must be there, null for none. */
    static LogFile made(Path path, Path root) {
        return new LogFile(path, root, false, path.toString(), null);
    }

    /** What this process calls its standard output or error; {@code instead}, where that is not null. */
    static LogFile console(String name, FileDescriptor descriptor, OutputStream instead) {
        return new LogFile(null, null, false, name, instead != null ? instead : new FileOutputStream(descriptor));
    }

    @Override
    public synchronized void open() throws IOException {
        if (channel != null) return;
        if (path == null) {
            channel = console instanceof FileOutputStream file ? file.getChannel() : Channels.newChannel(console);
            return;
        }
        channel = opened();
    }

    private WritableByteChannel opened() throws IOException {
        if (makesFolders && path.getParent() != null) Files.createDirectories(path.getParent());
        return Files.newByteChannel(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    @Override
    public synchronized void write(ByteBuffer lines) {
        try {
            if (root != null && !Files.isDirectory(root)) throw new NoSuchFileException(root + ", the root, is no folder");
            open();
            while (lines.hasRemaining()) channel.write(lines);
            if (failing) recovered();
            if (leaves) shut();
        } catch (IOException failure) {
            lostLines++;
            if (!failing) {
                System.err.println("owlboard: cannot write " + this + ": " + failure.getMessage()
                        + "; requests go on, lines are lost until there is room");
            }
            failing = true;
        }
    }

    private void recovered() {
        failing = false;
        System.err.println("owlboard: " + this + " can be written again; writes lost meanwhile: " + lostLines);
        lostLines = 0;
    }

    /** It is shut, and again behind each line that still comes. */
    synchronized void leave() {
        leaves = true;
        shut();
    }

    /** A new file, when the old one was renamed. The thread that writes may have no right to make one: there is always one that is open. */
    synchronized void reopen() throws IOException {
        if (path == null) return;
        var fresh = opened();
        shut();
        channel = fresh;
    }

    @Override
    public synchronized void shut() {
        if (path == null || channel == null) return;
        try {
            channel.close();
        } catch (IOException failure) {
            System.err.println("owlboard: closing " + this + ": " + failure.getMessage());
        }
        channel = null;
    }

    @Override
    public String toString() {
        return name;
    }
}
