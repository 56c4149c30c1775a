package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a configuration is told with file and line, in nginx's words, by everything that reads one. */
class ConfigErrorsTest {
    @TempDir Path folder;

    private Path broken() throws Exception {
        return Folders.conf(folder, """
                upstream gateways {
                    lest_conn;
                    server gateway_1:80 max_fails=three;
                }
                server {
                    listen 80;
                    root /a;
                    root /b;
                    location / { listen 81; proxy_pass http://gateways; }
                    location /x { proxy_read_timeout 5 6; return 200 $nothing; }
                }
                """);
    }

    @Test void checkNamesEveryErrorWithItsLine() throws Exception {
        var file = broken();
        Image.owlboard(folder, "check", file.toString()).exits(1)
                .says("unknown directive \"lest_conn\" in " + file + ":4").says("did you mean \"least_conn\"?")
                .says("invalid parameter \"max_fails=three\" in " + file + ":5")
                .says("\"root\" directive is duplicate in " + file + ":10")
                .says("\"listen\" directive is not allowed here in " + file + ":11")
                .says("invalid number of arguments in \"proxy_read_timeout\" directive in " + file + ":12")
                .says("unknown \"nothing\" variable");
    }

    @Test void aSyntaxErrorIsToldWhereItIs() throws Exception {
        var open = Folders.write(folder, "open.conf", "events { }\nhttp {\n    server {\n        listen 80;\n");
        Image.here("check", open.toString()).exits(1).says("unexpected end of file, expecting \"}\" in " + open + ":5");
        var unended = Folders.write(folder, "unended.conf", "http {\n    server {\n        listen 80\n    }\n}\n");
        Image.here("check", unended.toString()).exits(1).says("in " + unended + ":4");
        Image.here("check", folder.resolve("missing.conf").toString()).exits(1).says("missing.conf");
    }

    @Test void aNameInUtf8IsReadWhereTheLocaleIsNone() throws Exception {
        var file = Folders.write(folder, "año.conf", "events { }\nhttp { server { listen 127.0.0.1:8; root /srv/año; } }\n");
        var command = new ArrayList<>(List.of("env", "-u", "LANG", "-u", "LC_CTYPE", "LC_ALL=C"));
        command.addAll(Image.command("check", "--root", folder.toString(), file.toString()));
        Image.run(folder, command).exits(0).says("año.conf: ok");
    }

    @Test void theImagesOwnFilesAreWithoutErrorAndEachDirectiveIsExplained() throws Exception {
        Image.here("check", Image.conf("lb.conf").toString(), Image.conf("gateway.conf").toString()).exits(0);
        var each = Image.here("check", "-v", Image.conf("lb.conf").toString()).exits(0);
        assertTrue(each.text().lines().anyMatch(line -> line.matches(" +least_conn +.*\\d+.*")), each.text());
    }

    @Test void aRoleDoesNotStartOnAnErrorAndTellsTheSameWords() throws Exception {
        var file = broken();
        Image.owlboard(folder, "--role", "lb", "--conf", file.toString(), "--publish", "0:80").exits(2)
                .says("unknown directive \"lest_conn\" in " + file + ":4").says(":11");
        Image.owlboard(folder, "--role", "lb", "--conf", folder.resolve("none.conf").toString()).exits(1).says("none.conf").says("--conf");
        Image.here("--role", "gateway", "--ide", "3").exits(2).says("--id");
        Image.here("--role", "bl").exits(2).says("lb");
    }

    @Test void aRunningBalancerKeepsItsConfigurationWhenTheNewOneIsWrong() throws Exception {
        var conf = Folders.conf(folder, "server { listen 80; location / { return 200 one; } }\n");
        try (var balancer = Background.role(folder, "lb", "--conf", conf.toString(), "--publish", "0:80");
                var client = new Raw(balancer.port(80))) {
            Folders.conf(folder, "server { listen 80; locatoin / { return 200 two; } }\n");
            balancer.signal("HUP");
            balancer.awaitLine("unknown directive \"locatoin\" in " + conf + ":3");
            assertEquals("one", client.gets("/").answer().body());
            Folders.conf(folder, "server { listen 80; location / { return 200 three; } }\n");
            balancer.signal("HUP");
            Await.until("the new configuration", () -> {
                try (var fresh = new Raw(balancer.port(80))) {
                    return fresh.gets("/").answer().body();
                }
            }, "three"::equals);
        }
    }

    @Test void upTellsTheErrorAndEndsWithFailure() throws Exception {
        try (var deployment = new Deployment(folder)) {
            var file = broken();
            var said = deployment.owlboard("up", "-d", "--lb-conf", file.toString());
            assertTrue(said.code() != 0, said.text());
            said.says("unknown directive \"lest_conn\" in " + file + ":4");
        }
    }

    @Test void nginxsCommandLineUsesNginxsWords() throws Exception {
        Files.createDirectories(folder.resolve("logs"));
        var good = Folders.write(folder, "good.conf", "events { }\nhttp { server { listen 127.0.0.1:8; location / { return 204; } } }\n");
        Image.owlboard(folder, "nginx", "-t", "-p", folder + "/", "-c", good.toString()).exits(0)
                .says("nginx: the configuration file " + good + " syntax is ok")
                .says("nginx: configuration file " + good + " test is successful");
        var bad = broken();
        Image.here("nginx", "-t", "-p", folder + "/", "-c", bad.toString()).exits(1)
                .says("nginx: [emerg] unknown directive \"lest_conn\" in " + bad + ":4")
                .says("nginx: configuration file " + bad + " test failed");
        Image.here("nginx", "-T", "-p", folder + "/", "-c", good.toString()).exits(0).says("# configuration file " + good + ":")
                .says("return 204;");
        Image.here("nginx", "-v").exits(0).says("nginx version: ");
    }
}
