package owlboard.services.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import owlboard.services.Running;
import owlboard.services.Services;
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
        for (var login : List.of(Map.of("username", "ada", "password", "correct horse"), Map.of("email", "ada@example.org", "password", "correct horse"))) {
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

    @Test
    void changesAndRemovesAUser() throws Exception {
        long id = register();
        var changed = service.send("PUT", "/users/" + id, "{\"full_name\":\"Countess\",\"password\":\"another horse\"}");
        assertEquals(200, changed.statusCode());
        assertEquals("Countess", Running.object(changed).get("full_name"));
        assertEquals("Countess", Running.object(service.get("/users/" + id + "/")).get("full_name"));
        assertEquals(401, service.post("/users/login", Map.of("username", "ada", "password", "correct horse")).statusCode());
        assertEquals(200, service.post("/users/login", Map.of("username", "ada", "password", "another horse")).statusCode());
        assertEquals(200, service.send("DELETE", "/users/" + id, null).statusCode());
        assertEquals(404, service.get("/users/" + id).statusCode());
        assertEquals("User not found", Running.detail(service.get("/users/" + id)));
        assertEquals(201, service.post("/users/register", ADA).statusCode(), "the name is free again");
    }

    @Test
    void keepsDashboardsWithTheirOwner() throws Exception {
        long id = register();
        assertEquals("[]", service.get("/users/" + id + "/dashboards").body());
        var board = service.post("/users/" + id + "/dashboards", Map.of("title", "Plan"));
        assertEquals(201, board.statusCode());
        assertNotNull(Running.object(board).get("canvas_id"));
        assertTrue(service.get("/users/" + id + "/dashboards").body().contains("\"title\":\"Plan\""));
        assertEquals(404, service.get("/users/99/dashboards").statusCode());
    }

    @Test
    void namesTheFieldThatIsWrong() throws Exception {
        assertEquals("'email' is required, 1 to 254 characters of text",
            Running.detail(service.post("/users/register", Map.of("username", "x", "password", "123456"))));
        assertEquals(422, service.post("/users/register", Map.of("username", "x", "email", "nobody", "password", "123456")).statusCode());
        assertEquals(422, service.post("/users/register", Map.of("username", "x", "email", "x@y", "password", "12345")).statusCode());
        assertEquals(422, service.post("/users/register", Map.of("username", 7, "email", "x@y", "password", "123456")).statusCode());
        assertEquals(422, service.get("/users/seven").statusCode());
        assertEquals(400, service.send("PUT", "/users/" + register(), "{}").statusCode());
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
