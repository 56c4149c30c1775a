package owlboard.acceptance.containers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * compose.team.yaml as the team would start it, with the team's two nginx files; our services and stores stand in for images that are not
 * here.
 */
@ResourceLock("the engine")
class TeamComposeTest {
    private static final List<String> FOLDERS = List.of("User_Service", "Canvas_Service", "Comments_Service", "Chat_Service",
            "Mobile_Front_End", "Desktop_Front_End");
    /** What stands in: role and arguments, and what tells that it is healthy. */
    private static final Map<String, List<String>> STAND_INS = new TreeMap<>(Map.of(
            "user_service", List.of("user, --state, /tmp/run, --certs, /certs", "8443"), "chat_service",
            List.of("chat, --state, /tmp/run, --certs, /certs", "8443"),
            "canvas_service", List.of("canvas, --state, /tmp/run", "8080"), "comments_service",
            List.of("comments, --state, /tmp/run", "8000"),
            "mysql_db", List.of("mysql, --state, /tmp/data", "3306"), "postgres_db", List.of("postgres, --state, /tmp/data", "5432"),
            "mongo_db", List.of("mongo, --state, /tmp/data", "27017"), "redis_db", List.of("redis, --state, /tmp/data", "6379"),
            "rabbitmq", List.of("rabbitmq, --state, /tmp/data", "5672")));

    @TempDir static Path folder;
    private static Project project;

    @BeforeAll static void up() throws Exception {
        var shared = System.getProperty("owlboard.shared");
        Assumptions.assumeTrue(shared != null, "the team's files are not here");
        var engine = DockerEngine.withOurImage();
        for (var build : FOLDERS) Files.createDirectories(folder.resolve(build));
        for (var conf : List.of("load_balancer_nginx.conf", "api_gateway_nginx.conf")) {
            Files.copy(Path.of(shared, "owlboard", conf), folder.resolve(conf));
        }
        project = Project.of(engine, "team", 24, Files.writeString(folder.resolve("compose.team.yaml"),
                DockerEngine.text("compose.team.yaml")), Files.writeString(folder.resolve("override.yaml"), override()));
        project.compose("up", "-d", "--no-build", "load_balancer");
        project.awaitFoundHealthy(project.services());
    }

    private static String override() {
        var text = new StringBuilder("services:\n");
        STAND_INS.forEach((service, how) -> text.append("""
                  %s:
                    image: owlboard:latest
                    user: "0"
                    entrypoint: [/owlboard/bin/java, "@/owlboard/lib/options/service"]
                    command: [--role, %s]
                    volumes: ["./Secure_Channel/certs:/certs:ro"]
                    healthcheck:
                      test: [CMD, owlboard, probe, "tcp://127.0.0.1:%s"]
                      interval: 2s
                """.formatted(service, how.getFirst(), how.getLast()).indent(2)));
        return text.toString();
    }

    @AfterAll static void down() throws Exception {
        if (project != null) project.down();
    }

    @Test void theTeamsOwnFilesRunAsTheyAre() throws Exception {
        assertEquals(15, project.services().size());
        int desktop = project.port("load_balancer", 80);
        int mobile = project.port("load_balancer", 9000);
        assertTrue(Project.get(desktop, "/lb-status").body().startsWith("Active Backends: 4\n"));
        assertEquals(200, Project.get(mobile, "/health").statusCode());
        assertEquals(201, Project.post(desktop, "/api/users/register",
                "{\"username\":\"ana\",\"email\":\"ana@owl.example\",\"password\":\"hunter22\"}").statusCode());
        assertTrue(Project.get(mobile, "/api/users/").body().contains("\"ana\""));
        for (var service : List.of("canvas", "comments", "chat")) {
            assertEquals(200, Project.get(desktop, "/api/" + service + "/health").statusCode(), service);
        }
    }
}
