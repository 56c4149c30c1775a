package owlboard.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import owlboard.config.ConfigException;
import owlboard.config.Configuration;
import owlboard.config.directive.Core;
import owlboard.config.directive.Core.User;
import owlboard.wire.loop.Credentials;
import owlboard.wire.loop.Serving;

/**
 * The {@code user} of a process that root has started and that runs one engine: nginx's workers have its rights, here the threads that
 * serve. The main thread keeps root's, as nginx's master does: it reads keys, opens logs, binds ports.
 */
public final class WorkerUser {
    /** Where no line names one. */
    private static final String NOBODY = "nobody";
    private static final String NOGROUP = "nogroup";
    private static final Path EFFECTIVE = Path.of("/proc/self/status");

    private final String name;
    private final Credentials credentials;

    private WorkerUser(String name, Credentials credentials) {
        this.name = name;
        this.credentials = credentials;
    }

    /**
     * Whom a configuration names.
     *
     * @return null where nobody may be another one than this process is: it is not root's
     * @throws ConfigException the system knows no such user, or group
     */
    public static WorkerUser of(Configuration configuration) throws ConfigException {
        if (!isRoot()) return null;
        var line = configuration.main().get(Core.USER);
        var user = line == null ? NOBODY : line.name();
        var group = line == null ? null : line.group();
        var where = line == null ? "" : " in " + line.place();
        try {
            int uid = SystemUsers.user(user).orElseThrow(() -> failed("getpwnam(\"" + user + "\") failed" + where));
            var gid = group != null ? SystemUsers.group(group) : nobodys();
            int found = gid.orElseThrow(() -> failed("getgrnam(\"" + (group == null ? NOGROUP : group) + "\") failed" + where));
            return new WorkerUser(user, new Credentials(uid, found, SystemUsers.groups(user, found)));
        } catch (TimeoutException silent) {
            throw failed("getpwnam(\"" + user + "\") failed (110: Connection timed out)" + where);
        }
    }

    private static OptionalInt nobodys() throws TimeoutException {
        var group = SystemUsers.group(NOBODY);
        return group.isPresent() ? group : SystemUsers.group(NOGROUP);
    }

    private static ConfigException failed(String why) {
        return new ConfigException(List.of(why));
    }

    /** proc(5): real, effective, saved, that of the file system. */
    private static boolean isRoot() {
        try {
            for (var line : Files.readAllLines(EFFECTIVE)) {
                if (line.startsWith("Uid:")) return line.split("\\s+")[2].equals("0");
            }
            return false;
        } catch (IOException noProc) {
            return false;
        }
    }

    /** What a process that is not root's says of a {@code user} line; null: nothing. */
    public static String ignored(Configuration configuration) {
        var line = configuration.main().get(Core.USER);
        if (line == null || isRoot()) return null;
        return "the \"user\" directive makes sense only if the master process runs with super-user privileges, ignored in "
                + line.place();
    }

    /** What a process that keeps its rights, as all but nginx's command do, has to say of a {@code user} line; null: nothing. */
    public static String unheeded(Configuration configuration) {
        var line = configuration.main().get(Core.USER);
        if (line == null || line.name().equals("root") || !isRoot()) return null;
        return "\"user\" is for \"owlboard nginx\" alone, requests are served with root's rights in " + line.place();
    }

    /**
     * Before the engine is started, once. Root is what it is.
     *
     * @throws IOException the rights cannot be given up
     */
    public void serves() throws IOException {
        if (credentials.uid() == 0 && credentials.gid() == 0) return;
        Serving.as(credentials);
        var runtime = Path.of(System.getProperty("java.home"), "lib", "modules");
        if (!reads(runtime)) {
            throw new IOException("user \"" + name + "\" cannot read \"" + runtime + "\", which requests need: move it to where it can");
        }
    }

    private static boolean reads(Path file) throws IOException {
        var can = new boolean[1];
        var looks = Serving.thread("rights", () -> can[0] = Files.isReadable(file));
        looks.start();
        try {
            looks.join(Serving.TRIAL);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return can[0];
    }

    /** What to say when a configuration that is read again names another one; null: it names the same. */
    public String otherThan(WorkerUser next) {
        if (next.credentials.equals(credentials)) return null;
        return "\"user\" is \"" + next.name + "\" now, but threads cannot take another one's rights: requests are served as \"" + name
                + "\" until the process is started anew";
    }
}
