package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import owlboard.edge.OwlboardOnly;

class CheckTest {
    @TempDir Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String file(String text) throws IOException {
        var file = folder.resolve("edge.conf");
        Files.writeString(file, text);
        return file.toString();
    }

    private int check(String... words) {
        var all = new ArrayList<>(List.of("check"));
        all.addAll(List.of(words));
        return new Main(new PrintStream(out, true), new PrintStream(err, true)).run(all);
    }

    @Test void countsWhatIsHonoured() throws Exception {
        var file = file("""
                worker_processes 2;
                events { use epoll; }
                http {
                    sendfile on;
                    server { listen 80; return 204; }
                }
                """);
        assertEquals(0, check(file));
        assertEquals(file + ": ok (8 directives: 6 honoured, 2 mean nothing here)\n", out.toString());
        assertEquals("", err.toString());
    }

    @Test void aFileForAnotherServerIsCalledByItsName() throws Exception {
        var files = List.of("global\n  maxconn 100\nfrontend web\n  bind :80\n  default_backend app\n",
                "# site\n<VirtualHost *:80>\n  ProxyPass / http://a/\n</VirtualHost>\n", "example.org {\n  reverse_proxy a:80\n}\n",
                "http:\n  routers:\n    web: {}\n", "{\n  \"apps\": {}\n}\n");
        var kinds = List.of("a HAProxy configuration (\"global\")", "an Apache configuration (\"<VirtualHost *:80>\")",
                "a Caddyfile (\"reverse_proxy a:80\")", "a YAML file (\"http:\")", "a JSON file (\"\"apps\": {}\")");
        for (int i = 0; i < files.size(); i++) {
            err.reset();
            var file = file(files.get(i));
            assertEquals(1, check(file));
            var told = err.toString();
            assertTrue(told.startsWith("this is " + kinds.get(i) + ", and owlboard reads nginx's language: "), told);
            assertTrue(told.lines().findFirst().orElse("").matches(".* in .*edge\\.conf:[123]"), told);
            assertEquals(file + ": 1 error", told.lines().toList().getLast());
        }
    }

    @Test void aMistakeInAnNginxFileStaysAMistake() throws Exception {
        assertEquals(1, check(file("events { }\nhttp {\n  global\n  server { listen 80; }\n}\n")));
        assertFalse(err.toString().contains("HAProxy"), err::toString);
    }

    @OwlboardOnly(row = "one-process", value = "heeds them")
    @Test void whatIsForWorkerProcessesAndDebuggersMeansNothing() throws Exception {
        var file = file("""
                lock_file run/lock; working_directory /var/tmp; env TZ; master_process on; worker_priority 5;
                error_log memory:32m debug;
                events { use epoll; accept_mutex on; }
                http { server { listen 8080 multipath; return 204; } }
                """);
        assertEquals(0, check(file));
        assertTrue(out.toString().matches("(?s).* mean nothing here\\)\n"), out::toString);
    }

    @Test void theWholeTableIsListedWithoutAFile() {
        assertEquals(0, check("-v"));
        var lines = out.toString().lines().toList();
        assertTrue(lines.contains("proxy_cache"), out::toString);
        assertTrue(lines.contains("  proxy_pass                              honoured"), out::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches("  sendfile +means nothing here: .+")), out::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches("  tunnel_pass +refused.*")), out::toString);
    }

    @Test void listsEachDirectiveWithItsReason() throws Exception {
        var file = file("""
                events { }
                http {
                    sendfile on;
                    server { listen 80; return 204; }
                    server { listen 81; return 204; }
                }
                """);
        assertEquals(0, check("-v", file));
        var lines = out.toString().lines().toList();
        assertTrue(lines.contains("  listen                          line 4, 5"), out::toString);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("  sendfile                        line 3: ")), out::toString);
    }

    @Test void printsEveryErrorWithItsLine() throws Exception {
        var file = file("""
                events { }
                http {
                    lest_conn;
                    server { listen 80; listen 81 82 83; root /a; root /b; }
                }
                """);
        assertEquals(1, check(file));
        var lines = err.toString().lines().toList();
        assertEquals("unknown directive \"lest_conn\" in " + file + ":3, did you mean \"least_conn\"?", lines.get(0));
        assertTrue(lines.contains("\"root\" directive is duplicate in " + file + ":4"), err::toString);
        assertEquals(file + ": " + (lines.size() - 1) + " errors", lines.getLast());
        assertEquals("", out.toString());
    }

    @Test void oneWrongFileFailsTheWhole() throws Exception {
        var good = file("events { } http { }");
        assertEquals(1, check(folder.resolve("none.conf").toString(), good));
        assertEquals("owlboard: " + folder.resolve("none.conf") + ": no such file\n", err.toString());
        assertTrue(out.toString().startsWith(good + ": ok ("), out::toString);
    }

    @Test void aFolderIsNamed() throws Exception {
        assertEquals(1, check(folder.toString()));
        assertEquals("owlboard: " + folder + ": is a folder; name a file of nginx's language\n", err.toString());
    }

    @Test void withARootTheFilesThatItNamesMustBeThere() throws Exception {
        var file = file("events { } http { server { listen 443 ssl; ssl_certificate /etc/a.crt; ssl_certificate_key /etc/a.key; } }");
        assertEquals(0, check(file));
        assertEquals(1, check("--root", folder.toString(), file));
        assertTrue(err.toString().contains(folder + "/etc/a.crt"), err::toString);
        assertFalse(Files.exists(folder.resolve("etc")));
    }

    @Test void needsAFile() {
        assertEquals(2, check());
        assertEquals("owlboard check needs a FILE: the nginx configuration to read; "
                + "or -v, to list all directives\n", err.toString());
    }
}
