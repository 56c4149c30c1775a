package owlboard.cli.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import owlboard.harness.Patience;

/** The same command line to nginx and to {@code owlboard nginx}: the same words, the same exit code. */
class NginxWordsTest {
    private static final Path NGINX = Path.of(System.getProperty("owlboard.nginx", "/usr/sbin/nginx"));

    private record Said(int code, String out, String err) {}

    @TempDir Path prefix;

    @BeforeEach void aConfiguration() throws IOException {
        assumeTrue(Files.isExecutable(NGINX), "no nginx at " + NGINX + " to compare with");
        Files.createDirectories(prefix.resolve("conf"));
        Files.createDirectories(prefix.resolve("logs"));
        conf("nginx.conf", "");
    }

    private void conf(String name, String inHttp) throws IOException {
        Files.writeString(prefix.resolve("conf").resolve(name), """
                pid logs/nginx.pid;
                error_log logs/error.log;
                events { }
                http {
                    access_log off;
                    %s
                }
                """.formatted(inHttp));
    }

    /** Both start with a prefix, a configuration and an error log of ours. */
    private void saysTheSame(String... words) throws Exception {
        var all = new ArrayList<>(List.of("-p", prefix.toString(), "-c", "conf/nginx.conf", "-e", prefix.resolve("start.log").toString()));
        all.addAll(List.of(words));
        saysTheSameAlone(all);
    }

    private void saysTheSameAlone(List<String> words) throws Exception {
        assertEquals(nginx(words), owlboard(words), () -> "nginx " + String.join(" ", words));
    }

    private static Said owlboard(List<String> words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = NginxCommand.run(words, new PrintStream(out, true), new PrintStream(err, true));
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test void aTestWarnsAsAStartDoes() throws Exception {
        conf("nginx.conf", "server { listen 18443 ssl; ssl_stapling on; ssl_certificate $ssl_server_name.crt;"
                + " ssl_certificate_key $ssl_server_name.key; }");
        var said = owlboard(List.of("-t", "-p", prefix.toString(), "-c", "conf/nginx.conf", "-e", prefix.resolve("start.log").toString()));
        assertTrue(said.err.contains("[warn] \"ssl_stapling\" ignored, \"ssl_certificate\" has variables in "), said.err);
    }

    private Said nginx(List<String> words) throws Exception {
        var command = new ArrayList<>(List.of(NGINX.toString()));
        command.addAll(words);
        var out = prefix.resolve("out");
        var err = prefix.resolve("err");
        var process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            assertEquals(true, process.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
        } finally {
            process.destroyForcibly();
        }
        return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test void ofWrongOptions() throws Exception {
        for (var wrong : List.of("-x", "-tx", "foo", "--version", "-c", "-p", "-e", "-g", "-s")) saysTheSameAlone(List.of(wrong));
        saysTheSameAlone(List.of("-s", "foo"));
        saysTheSameAlone(List.of("-sfoo"));
    }

    @Test void ofAGoodFile() throws Exception {
        saysTheSame("-t");
        saysTheSame("-tq");
    }

    @Test void ofADump() throws Exception {
        Files.writeString(prefix.resolve("conf/more.conf"), "server { listen 127.0.0.1:65001; }\n");
        conf("nginx.conf", "include more.conf;");
        saysTheSame("-T");
        saysTheSame("-T", "-q");
    }

    @Test void ofAFileThatIsMissing() throws Exception {
        saysTheSame("-t", "-c", "conf/none.conf");
        saysTheSame("-c", "conf/none.conf");
        saysTheSame("-s", "stop", "-c", "conf/none.conf");
    }

    @Test void ofAFolder() throws Exception {
        saysTheSame("-t", "-c", "conf");
    }

    @Test void ofAnUnknownDirective() throws Exception {
        conf("bad.conf", "quux_zork;");
        saysTheSame("-t", "-c", "conf/bad.conf");
    }

    @Test void ofADirectiveInTheWrongPlace() throws Exception {
        conf("bad.conf", "listen 80;");
        saysTheSame("-t", "-c", "conf/bad.conf");
    }

    @Test void ofAMissingBrace() throws Exception {
        conf("bad.conf", "server {");
        saysTheSame("-t", "-c", "conf/bad.conf");
    }

    @Test void ofGlobalDirectives() throws Exception {
        saysTheSame("-t", "-g", "daemon off;");
        saysTheSame("-t", "-g", "foo;");
        saysTheSame("-t", "-g", "pid logs/other.pid;");
    }

    @Test void ofSignalsThatReachNobody() throws Exception {
        var pid = prefix.resolve("logs/nginx.pid");
        for (var signal : List.of("stop", "quit", "reopen", "reload")) saysTheSame("-s", signal);
        Files.writeString(pid, "junk\n");
        saysTheSame("-s", "quit");
        Files.writeString(pid, "");
        saysTheSame("-s", "stop");
        Files.writeString(pid, "4194304\n"); // above the highest pid of Linux
        for (var signal : List.of("stop", "quit", "reopen", "reload")) saysTheSame("-s", signal);
    }

    @Test void ofAnErrorLogThatCannotBeWritten() throws Exception {
        saysTheSame("-t", "-e", "none/start.log");
    }

    @Test void ofItsVersionInItsShape() throws Exception {
        var version = owlboard(List.of("-v"));
        var nginx = nginx(List.of("-v"));
        assertEquals(nginx.code(), version.code());
        assertEquals("", version.out());
        assertEquals("nginx version: NAME/NUMBER\n", shape(version.err()));
        assertEquals(shape(nginx.err()), shape(version.err()));
    }

    private static String shape(String line) {
        return line.replaceAll("[a-z]+/[0-9.]+( \\(.*\\))?", "NAME/NUMBER");
    }
}
