package owlboard.cli.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.cli.Typed;
import owlboard.edge.OwlboardOnly;
import owlboard.harness.Authority;
import owlboard.harness.Reserved;

/** {@code user}: root starts it, and what serves is somebody else. */
class NginxUserTest {
    private static final String SERVING = "loop-.*|offload-.*|log-writer|names|cache-.*|MasterPoller|ForkJoinPool-.*|VirtualThread-.*";

    @TempDir Path prefix;
    private Reserved reserved;
    private int port;
    private String more = "";

    @BeforeEach void filesOfRootAlone() throws IOException {
        assumeTrue(isRoot(), "not root: nobody else can be had");
        assumeTrue(number("/etc/passwd", "nobody") >= 0 && number("/etc/group", "nogroup") >= 0, "no user nobody, or no group nogroup");
        for (var folder : new String[] {"", "conf", "logs", "www", "roots"}) {
            may(Files.createDirectories(prefix.resolve(folder)), "rwxr-xr-x");
        }
        Files.writeString(prefix.resolve("www/open"), "open");
        may(Files.writeString(prefix.resolve("www/secret"), "secret"), "rw-------");
        reserved = new Reserved();
        port = reserved.port();
        user("user nobody nogroup;");
    }

    @AfterEach void nothingStays() {
        if (reserved != null) reserved.close();
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /** -1: there is none of that name. */
    private static int number(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream().map(line -> line.split(":"))
                .filter(words -> words[0].equals(name)).mapToInt(words -> Integer.parseInt(words[2])).findFirst().orElse(-1);
    }

    private static void may(Path file, String who) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(who));
    }

    private void user(String line) throws IOException {
        Files.writeString(prefix.resolve("conf/nginx.conf"), line + """

                error_log logs/error.log notice; events { }
                http {
                    access_log logs/access.log;
                    client_body_buffer_size 1k;
                    client_body_in_file_only clean;
                    proxy_cache_path kept keys_zone=kept:1m;
                    server {
                        listen 127.0.0.1:PORT;
                        root www;
                        location /dav/ { alias PREFIX/roots/; dav_methods PUT; }
                        location /through/ { proxy_pass http://127.0.0.1:PORT/; proxy_cache kept; }
                        location /post/ { proxy_pass http://127.0.0.1:PORT/said/; }
                        location /unix/ { proxy_pass http://unix:PREFIX/roots.socket; }
                        location /said/ { return 200 said; }
                    }
                    MORE
                }
                """.replace("PORT", "" + port).replace("PREFIX", "" + prefix).replace("MORE", more));
    }

    private Typed start(String... words) throws IOException {
        var all = new String[words.length + 3];
        System.arraycopy(new String[] {"nginx", "-p", "" + prefix}, 0, all, 0, 3);
        System.arraycopy(words, 0, all, 3, words.length);
        return Typed.owlboard(prefix, all);
    }

    private Typed started() throws Exception {
        var server = start("-g", "daemon off;");
        Typed.await("the pid file", () -> !server.isAlive() || Files.exists(prefix.resolve("logs/nginx.pid")));
        assertTrue(server.isAlive(), server::rest);
        return server;
    }

    /** The status of the answer. */
    private int ask(String method, String path, String body) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((method + ' ' + path + " HTTP/1.0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
            return Integer.parseInt(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).split(" ")[1]);
        } catch (IOException | ArrayIndexOutOfBoundsException notYet) {
            return -1;
        }
    }

    private boolean hasLogged(String words) {
        return read("logs/error.log").contains(words);
    }

    private String read(String file) {
        try {
            return Files.readString(prefix.resolve(file));
        } catch (IOException notYet) {
            return "";
        }
    }

    /** The users, and groups, of those threads whose name matches. */
    private static String who(Typed server, String names) throws IOException {
        var all = new TreeSet<String>();
        try (var tasks = Files.list(Path.of("/proc/" + server.pid() + "/task"))) {
            for (var task : tasks.toList()) {
                var lines = Files.readAllLines(task.resolve("status"));
                if (!lines.getFirst().substring("Name:".length()).strip().matches(names)) continue;
                all.add(lines.stream().filter(line -> line.matches("(Uid|Gid|Groups):.*")).map(line -> line.replaceAll("\\s+", " ").strip())
                        .collect(Collectors.joining(" ")));
            }
        }
        return String.join("; ", all);
    }

    @OwlboardOnly(row = "user", value = "serves as another process")
    @Test void whatServesHasTheRightsOfTheUserAlone() throws Exception {
        var socket = prefix.resolve("roots.socket");
        try (var roots = ServerSocketChannel.open(StandardProtocolFamily.UNIX); var server = started()) {
            roots.bind(UnixDomainSocketAddress.of(socket));
            may(socket, "rwx------");
            assertEquals(502, ask("GET", "/unix/", ""));
            Typed.await("why", () -> hasLogged("connect() failed (13: Permission denied) while connecting to upstream"));
            assertEquals(200, ask("GET", "/open", ""));
            assertEquals(403, ask("GET", "/secret", ""));
            assertEquals(500, ask("PUT", "/dav/new", "x"), "as nginx: rename() failed");
            assertFalse(Files.exists(prefix.resolve("roots/new")));
            assertEquals(200, ask("GET", "/through/open", ""));
            assertEquals(200, ask("POST", "/post/", "x".repeat(5000)), () -> read("logs/error.log"));
            int uid = number("/etc/passwd", "nobody");
            int gid = number("/etc/group", "nogroup");
            var nobody = String.join(" ", "Uid:", "" + uid, "" + uid, "" + uid, "" + uid, "Gid:", "" + gid, "" + gid, "" + gid, "" + gid,
                    "Groups:", "" + gid);
            assertEquals(nobody, who(server, SERVING));
            for (var folder : new String[] {"client_body_temp", "proxy_temp", "kept"}) {
                assertEquals(uid, Files.getAttribute(prefix.resolve(folder), "unix:uid"), folder);
            }
            server.gets("TERM");
            assertEquals(0, server.exitCode());
        }
    }

    @Test void reloadsAndReopensAsRoot() throws Exception {
        user(""); // which is nobody as well
        try (var server = started(); var low = lowPort()) {
            new Authority().write("ec", prefix.resolve("conf/server.crt"), prefix.resolve("conf/server.key"));
            may(prefix.resolve("conf/server.key"), "rw-------");
            may(prefix.resolve("conf"), "rwx------");
            more = "server { listen 127.0.0.1:" + low.port()
                    + " ssl; ssl_certificate conf/server.crt; ssl_certificate_key conf/server.key; }";
            user("user nobody nogroup;");
            server.gets("HUP");
            Typed.await("a port of root's and a key of root's", () -> listens(low.port()));
            assertFalse(hasLogged("[warn]"), () -> read("logs/error.log"));
            Files.move(prefix.resolve("logs/access.log"), prefix.resolve("logs/access.log.1"));
            server.gets("USR1");
            Typed.await("a line in a new file", () -> ask("GET", "/open", "") == 200 && !read("logs/access.log").isEmpty());

            user("user no_such_user;");
            server.gets("HUP");
            Typed.await("the refusal", () -> hasLogged("[emerg] ") && hasLogged("getpwnam(\"no_such_user\") failed in "));
            user("user root;");
            server.gets("HUP");
            Typed.await("the warning", () -> hasLogged("\"user\" is \"root\" now") && hasLogged("configuration reloaded"));
            assertEquals(403, ask("GET", "/secret", ""));
        }
    }

    /** One that only root may listen on. */
    private static Reserved lowPort() {
        for (int number = 1023; ; number--) {
            try {
                return new Reserved(number);
            } catch (UncheckedIOException taken) {
                if (number < 600) throw taken;
            }
        }
    }

    private static boolean listens(int port) {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test void aGroupThatNobodyHasIsRefused() throws Exception {
        user("user nobody no_such_group;");
        try (var command = start("-t")) {
            assertEquals(1, command.exitCode());
            var said = command.rest();
            assertTrue(said.startsWith("nginx: [emerg] getgrnam(\"no_such_group\") failed in ") && said.contains("nginx.conf:1"), said);
        }
    }
}
