package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class PlanTest {
    private static final Plan.Changes NONE = new Plan.Changes(null, null, 0, Map.of());
    @TempDir Path folder;

    @Test void readsRolesInTheirOrder() throws Exception {
        var plan = read("""
                role load_balancer { type lb; conf lb.conf; publish 8000:80 9000:9000; }
                role api_gateway_3 { type gateway; conf lb.conf; listen api_gateway_3:80; }
                role user_service { type user; listen user_service:8443; mtls on; health tcp; }
                """, NONE);
        assertEquals(List.of("load_balancer", "api_gateway_3", "user_service"), plan.roles().stream().map(Role::name).toList());
        assertEquals(List.of(new Role.Publish(8000, 80), new Role.Publish(9000, 9000)), plan.roles().getFirst().publish());
        assertEquals(3, plan.roles().get(1).id());
        assertTrue(plan.roles().getLast().mtls());
        assertEquals(new Health.Tcp(), plan.roles().getLast().health());
    }

    @Test void movesPublishedPortsByTheOffset() throws Exception {
        var plan = read("role lb { type lb; conf lb.conf; publish 8000:80 0:9000; }", new Plan.Changes(null, null, 100, Map.of()));
        assertEquals(List.of(new Role.Publish(8100, 80), new Role.Publish(0, 9000)), plan.roles().getFirst().publish());
    }

    @Test void takesAnotherConfigurationForEveryGateway() throws Exception {
        var other = Files.writeString(folder.resolve("other.conf"), "");
        var plan = read("role a { type gateway; conf missing.conf; listen a:80; } role lb { type lb; conf lb.conf; publish 0:80; }",
                new Plan.Changes(null, other, 0, Map.of()));
        assertEquals(other, plan.roles().getFirst().conf());
        assertEquals(folder.resolve("lb.conf"), plan.roles().getLast().conf());
    }

    @Test void aFrontEndPublishesItsPortAndHasAConfiguration() throws Exception {
        var page = read("role nextjs_frontend { type desktop; conf lb.conf; publish 3002:3000; }", NONE).roles().getFirst();
        assertEquals(List.of(new Role.Publish(3002, 3000)), page.publish());
        assertTrue(page.type().isProxy() && page.type().isFrontEnd());
        refuses("role a { type mobile; publish 3001:80; }", "role \"a\" needs its nginx configuration: conf FILE; in F:1");
        refuses("role a { type mobile; conf lb.conf; mtls on; }",
                "mtls is for services; an lb, a gateway or a front end has it in its conf in F:1");
    }

    @Test void refusesWithFileLineAndRemedy() {
        refuses("roll a { }", "unknown word \"roll\" in F:1; did you mean \"role\"?");
        refuses("\nrole a { type lb; confs x; }", "unknown word \"confs\" in F:2; did you mean \"conf\"?");
        refuses("role a { type gatewey; }",
                "unknown type \"gatewey\" (there are lb, gateway, desktop, mobile, user, canvas, chat, comments, mysql, postgres, mongo, "
                + "redis, rabbitmq, certs) in F:1; did you mean \"gateway\"?");
        refuses("role a { conf lb.conf; }",
                "role \"a\" has no type; add one of: type "
                + "lb|gateway|desktop|mobile|user|canvas|chat|comments|mysql|postgres|mongo|redis|rabbitmq|certs; in F:1");
        refuses("role a { type lb; conf gone.conf; }", folder.resolve("gone.conf") + " does not exist in F:1");
        refuses("role a { type lb; conf lb.conf; publish 80; }", "\"80\" is not HOST:LISTEN, as in publish 8000:80; in F:1");
        refuses("role a { type lb; conf lb.conf; publish 99999:80; }", "\"99999\" is not a number from 0 to 65535 in F:1");
        refuses("role a { type user; }", "role \"a\" needs the name that others know it by: listen NAME:PORT; in F:1");
        refuses("role a { type user; listen a:1; }\nrole a { type user; listen b:1; }",
                "there are two roles \"a\", the first in F:1 in F:2");
        refuses("role ../a { type user; listen a:1; }", "\"../a\" is no name for a role (small letters, digits, _ and -) in F:1");
        refuses("role a { type user; listen a:1;", "unexpected end of file, expecting \"}\" in F:1");
        refuses("role a { type user; listen a:1; after b; }\nrole bb { type mysql; listen bb:1; }",
                "\"b\" is no store that a could wait for in F:1; did you mean \"bb\"?");
        refuses("role a { type mysql; listen a:1; after a; }", "a is a store, which waits for nobody: no \"after\" in F:1");
        refuses("role a { type user; listen a:1; env X; }", "an environment variable is written: env NAME VALUE; in F:1");
        refuses("role a { type user; listen a:1; env X 1; env X 2; }", "env X is given twice in F:1");
        refuses("role a { type redis; listen a:1; mtls on; }",
                "mtls is for services; an lb, a gateway or a front end has it in its conf in F:1");
        refuses("", "no role in F; write at least one: role load_balancer { type lb; conf lb.conf; publish 8000:80; }");
    }

    private void refuses(String text, String message) {
        var complaint = assertThrows(Complaint.class, () -> read(text, NONE), text);
        assertEquals(message, complaint.getMessage().replace(folder.resolve("topology.conf").toString(), "F"));
        assertEquals(2, complaint.exitCode());
    }

    private Plan read(String text, Plan.Changes changes) throws IOException, Complaint {
        Files.writeString(folder.resolve("lb.conf"), "");
        return Plan.read(Files.writeString(folder.resolve("topology.conf"), text), changes);
    }
}
