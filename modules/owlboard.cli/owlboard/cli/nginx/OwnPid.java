package owlboard.cli.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The pid file of this process: a reload may move it ({@code pid}), an upgrade sets it aside ({@code .oldbin}). Any thread. */
final class OwnPid {
    private static final String ASIDE = ".oldbin";

    private final StartLog log;
    private PidFile file;
    private PidFile before;

    OwnPid(PidFile file, StartLog log) {
        this.file = file;
        this.log = log;
    }

    String name() {
        return file.name();
    }

    synchronized void write() throws IOException {
        file.write();
    }

    synchronized void remove() throws IOException {
        file.remove();
    }

    /** After a reload: the new one is there before the old one goes. */
    synchronized void moveTo(PidFile next) {
        if (before != null || next.equals(file)) return;
        try {
            next.write();
        } catch (IOException trouble) {
            log.note("emerg", Words.failed("open", next.name(), trouble));
            return;
        }
        var old = file;
        file = next;
        try {
            old.remove();
        } catch (IOException trouble) {
            log.note("alert", Words.failed("unlink", old.name(), trouble));
        }
    }

    synchronized void setAside() throws IOException {
        var aside = new PidFile(file.name() + ASIDE);
        Files.move(Path.of(file.name()), Path.of(aside.name()), StandardCopyOption.REPLACE_EXISTING);
        before = file;
        file = aside;
    }

    /** The successor has gone before this one. */
    synchronized void takeBack() {
        if (before == null) return;
        try {
            Files.move(Path.of(file.name()), Path.of(before.name()), StandardCopyOption.REPLACE_EXISTING);
            file = before;
        } catch (IOException trouble) {
            log.note("alert", Words.failed("rename", file.name(), trouble));
        }
        before = null;
    }
}
