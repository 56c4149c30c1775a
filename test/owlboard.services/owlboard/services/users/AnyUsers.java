package owlboard.services.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import owlboard.services.Keeping;
import owlboard.services.Running;
import owlboard.services.Services;
import owlboard.clients.StoreUrl;

/** The user service with its accounts in a MySQL server, whichever it is. */
abstract class AnyUsers {
    abstract int port() throws Exception;

    static StoreUrl url(int port) {
        return StoreUrl.parse("mysql+pymysql://user:password@127.0.0.1:" + port + "/user_db");
    }

    private Running service() throws Exception {
        return new Running(Services.Kind.USER, new Keeping(url(port()), null, null));
    }

    private static Map<String, String> draft(String name) {
        return Map.of("username", name, "email", name + "@example.org", "password", "secret-" + name, "full_name",
                "Ren\u00e9 \u96ea \uD83E\uDD89");
    }

    @Test void whatWasStoredOutlivesTheService() throws Exception {
        long id;
        String[] token;
        Map<String, Object> before;
        try (var service = service()) {
            var created = service.post("/users/register", draft("ann"));
            assertEquals(201, created.statusCode(), created.body());
            before = Running.object(created);
            id = (Long) before.get("id");
            token = service.token("ANN", "secret-ann");
            assertEquals(201, service.send("POST", "/users/" + id + "/dashboards", "{\"title\":\"Picnic\"}", token).statusCode());
        }
        try (var service = service()) {
            before.remove("message");
            assertEquals(before, Running.object(service.send("GET", "/users/" + id, null, token)));
            assertTrue(service.get("/users/" + id + "/dashboards").body().contains("Picnic"));
            assertEquals(200, service.send("GET", "/users/me", null, token).statusCode(), "a token outlives it too");
            assertTrue(service.get("/health").body().contains("\"store\":\"up\""), service.get("/health").body());
            assertTrue(service.get("/users?skip=0&limit=1000").body().contains("\"ann\""));
        }
    }

    @Test void namesAndAddressesAreTakenOnce() throws Exception {
        try (var service = service()) {
            assertEquals(201, service.post("/users/register", draft("Bob")).statusCode());
            assertEquals("Username already taken", Running.detail(service.post("/users/register", draft("bOB"))));
            assertEquals("Email already registered",
                    Running.detail(service.post("/users/register",
                    Map.of("username", "bobby", "email", "BOB@example.org", "password", "secret"))));
            var dora = (Long) Running.object(service.post("/users/register", draft("dora"))).get("id");
            var token = service.token("dora", "secret-dora");
            assertEquals("Username already taken", Running.detail(service.send("PUT", "/users/" + dora, "{\"username\":\"bob\"}", token)));
            var renamed = Running.object(service.send("PUT", "/users/" + dora, "{\"username\":\"dorothea\"}", token));
            assertEquals("dorothea", renamed.get("username"));
            assertEquals(201, service.post("/users/register", draft("rene")).statusCode());
            assertEquals(201, service.post("/users/register", Map.of("username", "ren\u00e9", "email", "r@example.org", "password",
                    "secret")).statusCode(), "an accent makes another name");
            assertEquals(200, service.send("DELETE", "/users/" + dora, null, token).statusCode());
            assertEquals(false, Running.object(service.get("/users/" + dora)).get("is_active"));
            assertEquals(204, service.send("DELETE", "/users/" + dora + "?hard=true", null, token).statusCode());
            assertEquals(404, service.get("/users/" + dora).statusCode());
        }
    }

    /** On a busy machine the queue of passwords may be too long for a moment. */
    private static int registers(Running service, String name) throws Exception {
        int status = service.post("/users/register", draft(name)).statusCode();
        return status == 503 ? registers(service, name) : status;
    }

    @Test void ofTwoAtOnceOneGetsTheName() throws Exception {
        try (var one = service(); var two = service(); var threads = Executors.newCachedThreadPool()) {
            for (int round = 0; round < 5; round++) {
                var name = "race" + round;
                var calls = new ArrayList<Callable<Integer>>();
                for (var service : List.of(one, two, one, two)) calls.add(() -> registers(service, name));
                var codes = new ArrayList<Integer>();
                for (var code : threads.invokeAll(calls)) codes.add(code.get());
                codes.sort(null);
                assertEquals(List.of(201, 400, 400, 400), codes);
            }
        }
    }
}
