package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import owlboard.config.ConfigException;
import owlboard.config.language.Syntax;

class ConfTextTest {
    private static void assertSameAgain(String text) throws ConfigException {
        var tree = Syntax.parse("a.conf", text);
        assertEquals(tree, Syntax.parse("a.conf", ConfText.of(tree)), ConfText.of(tree));
    }

    @Test void readsTheSameOnTheSameLines() throws Exception {
        assertSameAgain("""
                # a comment
                http {
                    map $http_x $y { default ""; "~*^a\\.b{2}$" "c d";
                        'it''s' "say \\"x\\" \\\\ back"; }

                    server { listen 80; location ~ "^/a{1,2}\\d" { if ($a = "") { return 204; } return 200 "one
                two\\ttab"; }
                    }
                    log_format main '$remote_addr ${host}x' '; { } #';
                }
                """.replace("'it''s'", "\"it's\""));
    }

    @Test void readsTheImagesAndTheTeamsFilesTheSame() throws Exception {
        for (var name : new String[] {"lb.conf", "gateway.conf"}) assertSameAgain(Files.readString(conf(name)));
        var shared = System.getProperty("owlboard.shared");
        Assumptions.assumeTrue(shared != null, "the team's files are not here");
        for (var name : new String[] {"load_balancer_nginx.conf", "api_gateway_nginx.conf"}) {
            assertSameAgain(Files.readString(Path.of(shared, "owlboard", name), StandardCharsets.ISO_8859_1));
        }
    }

    private static Path conf(String name) throws IOException {
        return Path.of(System.getProperty("owlboard.image"), "conf", name);
    }
}
