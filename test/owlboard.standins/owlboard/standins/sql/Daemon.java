package owlboard.standins.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import owlboard.clients.sql.SqlConnection;
import owlboard.clients.sql.SqlException;
import owlboard.clients.sql.SqlPool;
import owlboard.harness.Patience;

/** A real server of Debian's packages, started by a test in a folder of its own as an ordinary user, and ended by its process. */
public final class Daemon implements AutoCloseable {
    private final Process process;
    private final Path log;

    private Daemon(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** The first of these files that can be run, or null. */
    public static String program(String... places) {
        for (var place : places) if (Files.isExecutable(Path.of(place))) return place;
        return null;
    }

    private static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    /** A folder that this user may use; as root, it is given to them. */
    public static Path folder(Path parent, String name, String user) throws IOException {
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
        var folder = Files.createDirectory(parent.resolve(name));
        if (root()) Files.setOwner(folder, folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
        return folder;
    }

    /** The command as it runs as an ordinary user. */
    private static List<String> as(String user, List<String> command) {
        var all = new ArrayList<String>();
        if (root()) all.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
        all.addAll(command);
        return all;
    }

    /** Runs to its end; fails with what it said. */
    public static void run(String user, Path folder, String... command) throws Exception {
        var log = folder.resolve("run.log").toFile();
        var process = new ProcessBuilder(as(user, List.of(command))).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(log).start();
        if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        if (process.waitFor() != 0) throw new IOException(command[0] + ": " + Files.readString(log.toPath()));
    }

    public static Daemon start(String user, Path folder, String... command) throws IOException {
        var log = folder.resolve("daemon.log");
        return new Daemon(new ProcessBuilder(as(user, List.of(command))).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start(), log);
    }

    /** Connects, again and again until it succeeds. */
    public SqlConnection await(SqlPool.Connector connector) throws Exception {
        long end = System.nanoTime() + Patience.NANOS;
        while (true) {
            try {
                return connector.connect();
            } catch (SqlException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("it did not start: " + Files.readString(log), notYet);
                }
                Thread.sleep(50);
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
    }
}
