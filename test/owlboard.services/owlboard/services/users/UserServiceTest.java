package owlboard.services.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import owlboard.services.Keeping;
import owlboard.services.Running;
import owlboard.services.Services;
import owlboard.services.Trust;
import owlboard.services.json.Json;

class UserServiceTest {
    private static final Map<String, Object> ADA =
        Map.of("username", "ada", "email", "ada@example.org", "password", "correct horse", "full_name", "Ada Lovelace");

    private Running service;

    @BeforeEach
    void start() throws Exception {
        service = new Running(Services.Kind.USER);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private long register() throws Exception {
        var answer = service.post("/users/register", ADA);
        assertEquals(201, answer.statusCode(), answer.body());
        return (Long) Running.object(answer).get("id");
    }

    @Test
    void answersARegistrationWithTheUserAndNoPassword() throws Exception {
        var answer = service.post("/users/register", ADA);
        assertEquals(201, answer.statusCode());
        assertEquals("application/json", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("ada", Running.object(answer).get("username"));
        assertEquals("Ada Lovelace", Running.object(answer).get("full_name"));
        assertFalse(answer.body().contains("password") || answer.body().contains("pbkdf2"), answer.body());
    }

    @Test
    void refusesANameOrAddressThatIsTaken() throws Exception {
        register();
        var name = service.post("/users/register", Map.of("username", "ADA", "email", "x@example.org", "password", "123456"));
        assertEquals(400, name.statusCode());
        assertEquals("Username already taken", Running.detail(name));
        var email = service.post("/users/register", Map.of("username", "x", "email", "Ada@Example.org", "password", "123456"));
        assertEquals(400, email.statusCode());
        assertEquals("Email already registered", Running.detail(email));
    }

    @Test
    void logsInByNameOrAddressWithATokenThatWorks() throws Exception {
        long id = register();
        for (var login : List.of(Map.of("username", "ada", "password", "correct horse"),
                Map.of("email", "ada@example.org", "password", "correct horse"))) {
            var answer = service.post("/users/login", login);
            assertEquals(200, answer.statusCode());
            assertEquals("bearer", Running.object(answer).get("token_type"));
            var me = service.send("GET", "/users/me", null, "Authorization", "Bearer " + Running.object(answer).get("access_token"));
            assertEquals(id, Running.object(me).get("id"));
        }
    }

    @Test
    void refusesAWrongPasswordAndAnUnknownUserAlike() throws Exception {
        register();
        var wrong = service.post("/users/login", Map.of("username", "ada", "password", "wrong horse"));
        var unknown = service.post("/users/login", Map.of("username", "bob", "password", "wrong horse"));
        assertEquals(401, wrong.statusCode());
        assertEquals(401, unknown.statusCode());
        assertEquals(wrong.body(), unknown.body());
        assertEquals(401, service.send("GET", "/users/me", null, "Authorization", "Bearer x.y.z").statusCode());
    }

    @Test
    void listsUsersWithAndWithoutASlashAtTheEnd() throws Exception {
        assertEquals("[]", service.get("/users/").body());
        register();
        assertEquals(1, ((List<?>) Json.read(service.get("/users/").body())).size());
        assertEquals(service.get("/users/").body(), service.get("/users").body());
        assertEquals("[]", service.get("/users?skip=1").body());
    }

    private String[] token() throws Exception {
        return service.token("ada", "correct horse");
    }

    private static String status(HttpResponse<String> answer) throws Exception {
        return answer.statusCode() + (answer.statusCode() < 400 ? "" : " " + Running.detail(answer));
    }

    @Test
    void changesAUser() throws Exception {
        long id = register();
        var changed = service.send("PUT", "/users/" + id, "{\"full_name\":\"Countess\",\"password\":\"another horse\"}", token());
        assertEquals(200, changed.statusCode());
        assertEquals("Countess", Running.object(changed).get("full_name"));
        assertEquals("Countess", Running.object(service.get("/users/" + id + "/")).get("full_name"));
        assertEquals(401, service.post("/users/login", Map.of("username", "ada", "password", "correct horse")).statusCode());
        assertEquals(200, service.post("/users/login", Map.of("username", "ada", "password", "another horse")).statusCode());
    }

    @Test
    void deactivatesAUserOnceAndForgetsOneForGood() throws Exception {
        long id = register();
        var own = token();
        var gone = service.send("DELETE", "/users/" + id, null, own);
        assertEquals(200, gone.statusCode());
        assertEquals("User ada deactivated", Running.object(gone).get("message"));
        assertEquals(false, Running.object(service.get("/users/" + id)).get("is_active"), "it stays");
        assertEquals("400 User already inactive", status(service.send("DELETE", "/users/" + id + "?hard=false", null, own)));
        assertEquals("403 This account is deactivated", status(service.send("PUT", "/users/" + id, "{\"full_name\":\"x\"}", own)));
        assertEquals("403 This account is deactivated",
                status(service.send("POST", "/users/" + id + "/dashboards", "{\"title\":\"x\"}", own)));
        assertEquals("403 This account is deactivated",
                status(service.post("/users/login", Map.of("username", "ada", "password", "correct horse"))));
        assertEquals(401, service.post("/users/login", Map.of("username", "ada", "password", "wrong horse")).statusCode());
        assertEquals(422, service.send("DELETE", "/users/" + id + "?hard=perhaps", null, own).statusCode());
        var forGood = service.send("DELETE", "/users/" + id + "?hard=true", null, own);
        assertEquals(204, forGood.statusCode());
        assertEquals("", forGood.body());
        assertEquals("404 User not found", status(service.get("/users/" + id)));
        assertEquals("404 User not found", status(service.send("DELETE", "/users/" + id + "?hard=true", null, own)));
        assertEquals(201, service.post("/users/register", ADA).statusCode(), "the name is free again");
    }

    @Test
    void whoChangesAnAccountShowsItsToken() throws Exception {
        long id = register();
        service.post("/users/register", Map.of("username", "eve", "email", "eve@example.org", "password", "sly fox"));
        var eve = service.token("eve", "sly fox");
        for (var call : List.of("PUT ", "DELETE ", "DELETE ?hard=true", "POST /dashboards")) {
            var parts = call.split(" ", 2);
            var path = "/users/" + id + parts[1];
            var body = "{\"password\":\"stolen22\",\"title\":\"x\"}";
            var without = service.send(parts[0], path, body);
            assertEquals("401 Not authenticated", status(without), call);
            assertEquals("Bearer", without.headers().firstValue("WWW-Authenticate").orElseThrow(), call);
            assertEquals("401 Not authenticated",
                    status(service.send(parts[0], path, body, "Authorization", "Bearer " + eve[1].substring(7) + "x")), call);
            assertEquals("403 This is the account of somebody else", status(service.send(parts[0], path, body, eve)), call);
        }
        assertEquals("401 Not authenticated", status(service.send("PUT", "/users/99", "{}")), "and who there is, is not told");
        token();
        assertEquals("[]", service.get("/users/" + id + "/dashboards").body());
    }

    @Test
    void anAddressIsItsOwners() throws Exception {
        long id = register();
        assertEquals("", Running.object(service.get("/users/" + id)).get("email"), "text, which clients rely on");
        assertFalse(service.get("/users").body().contains("@"), service.get("/users").body());
        service.post("/users/register", Map.of("username", "eve", "email", "eve@example.org", "password", "sly fox"));
        var eve = service.token("eve", "sly fox");
        assertEquals("", Running.object(service.send("GET", "/users/" + id, null, eve)).get("email"));
        var seen = service.send("GET", "/users", null, eve).body();
        assertTrue(seen.contains("eve@example.org") && !seen.contains("ada@"), seen);
        assertEquals("ada@example.org", Running.object(service.send("GET", "/users/" + id, null, token())).get("email"));
        assertEquals("ada@example.org", Running.object(service.send("GET", "/users/me", null, token())).get("email"));
    }

    @Test
    void takesFormsAndMakesANameOfTheAddress() throws Exception {
        var answer = service.form("/users/register", "email=grace.h%2Bx%40example.org&password=correct+horse&full_name=Grace+H%C3%B6pper");
        assertEquals(201, answer.statusCode(), answer.body());
        var registered = Running.object(answer);
        assertEquals("grace.h-x", registered.get("username"));
        assertEquals("Grace H\u00f6pper", registered.get("full_name"));
        assertEquals("Usuario grace.h+x@example.org registrado con \u00e9xito", registered.get("message"));
        var login = Running.object(service.form("/users/login", "email=grace.h%2Bx%40example.org&password=correct%20horse"));
        assertEquals("Bienvenido Grace H\u00f6pper", login.get("message"));
        assertEquals(registered.get("id"), login.get("id"));
        assertEquals("Grace H\u00f6pper", login.get("name"));
        assertEquals("grace.h-x", login.get("username"));
        assertEquals(401, service.form("/users/login", "email=grace.h%2Bx%40example.org&password=wrong+horse").statusCode());
        var second = service.post("/users/register", Map.of("email", "grace.h-x@other.org", "password", "correct horse"));
        assertEquals("grace.h-x-2", Running.object(second).get("username"), "where the name is taken");
        assertEquals(422, service.form("/users/register", "email=x%40y&password=%zz").statusCode());
        assertEquals(422, service.form("/users/register", "email=x%40y").statusCode());
        assertEquals(201, service.form("/users/register", "{\"email\":\"curl@example.org\",\"password\":\"123456\"}").statusCode(),
                "JSON is JSON");
    }

    @Test
    void noTextHasANul() throws Exception {
        var nul = service.post("/users/register", Map.of("username", "x", "email", "x@y", "password", "123456", "full_name", "a\u0000b"));
        assertEquals("422 'full_name' must not have a NUL character", status(nul));
        assertEquals(422, service.form("/users/register", "email=x%40y&password=123456&full_name=a%00b").statusCode());
    }

    @Test
    void manyWrongPasswordsLeaveOtherCallsQuick() throws Exception {
        register();
        var own = token();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var logins = new ArrayList<Future<HttpResponse<String>>>();
            for (int i = 0; i < 60; i++) {
                logins.add(threads.submit(() -> service.post("/users/login", Map.of("username", "ada", "password", "wrong horse"))));
            }
            int answered = 0;
            while (logins.stream().anyMatch(login -> !login.isDone())) {
                assertEquals(200, service.send("GET", "/users/me", null, own).statusCode());
                answered++;
            }
            int busy = 0;
            for (var login : logins) {
                var answer = login.get();
                assertTrue(Set.of(401, 503).contains(answer.statusCode()), answer.body());
                if (answer.statusCode() == 401) continue;
                busy++;
                assertEquals("1", answer.headers().firstValue("Retry-After").orElseThrow());
            }
            assertTrue(busy >= 60 - 2 * (Hashing.WAITING_MAX + 1), busy + " of 60 were told to come again");
            assertTrue(answered > 0, "while passwords were hashed " + answered + " other calls were answered");
        }
    }

    @Test
    void keepsDashboardsWithTheirOwner() throws Exception {
        long id = register();
        assertEquals("[]", service.get("/users/" + id + "/dashboards").body());
        var board = service.send("POST", "/users/" + id + "/dashboards", "{\"title\":\"Plan\"}", token());
        assertEquals(201, board.statusCode());
        assertNotNull(Running.object(board).get("canvas_id"));
        assertTrue(service.get("/users/" + id + "/dashboards").body().contains("\"title\":\"Plan\""));
        assertEquals(404, service.get("/users/99/dashboards").statusCode());
    }

    @Test
    void boardsMayBeOpenToClientsWithoutTokens() throws Exception {
        try (var open = new Running(Services.Kind.USER, Keeping.IN_MEMORY, new Trust(Set.of(), true))) {
            assertEquals(201, open.post("/users/register", ADA).statusCode());
            assertEquals(201, open.post("/users/1/dashboards", Map.of("title", "Plan", "description", "")).statusCode());
            assertEquals(404, open.post("/users/2/dashboards", Map.of("title", "Plan")).statusCode());
            assertEquals(401, open.send("POST", "/users/1/dashboards", "{\"title\":\"x\"}", "Authorization", "Bearer x").statusCode());
            assertEquals(401, open.send("PUT", "/users/1", "{\"full_name\":\"x\"}").statusCode());
        }
    }

    @Test
    void namesTheFieldThatIsWrong() throws Exception {
        assertEquals("'email' is required, 1 to 254 characters of text",
            Running.detail(service.post("/users/register", Map.of("username", "x", "password", "123456"))));
        assertEquals(422, service.post("/users/register", Map.of("username", "x", "email", "nobody", "password", "123456")).statusCode());
        assertEquals(422, service.post("/users/register", Map.of("username", "x", "email", "x@y", "password", "12345")).statusCode());
        assertEquals(422, service.post("/users/register", Map.of("username", 7, "email", "x@y", "password", "123456")).statusCode());
        assertEquals(422, service.get("/users/seven").statusCode());
        assertEquals(400, service.send("PUT", "/users/" + register(), "{}", token()).statusCode());
    }

    @Test
    void storesPasswordsSaltedAndSlow() {
        String one = Passwords.hash("secret");
        String two = Passwords.hash("secret");
        assertFalse(one.equals(two), "a salt of its own");
        assertTrue(Integer.parseInt(one.split("\\$")[1]) >= 210_000);
        assertTrue(Passwords.matches("secret", one));
        assertFalse(Passwords.matches("Secret", one));
        assertFalse(Passwords.matches("secret", null));
    }
}
