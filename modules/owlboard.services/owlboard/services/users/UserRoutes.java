package owlboard.services.users;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import owlboard.services.http.Call;
import owlboard.services.http.Fields;
import owlboard.services.http.Refusal;
import owlboard.services.http.Reply;
import owlboard.services.http.Routes;
import owlboard.services.http.Workers;
import owlboard.services.json.Json;

/** {@code /users} and below. */
public final class UserRoutes {
    private static final int NAME_MAX = 64;
    private static final int EMAIL_MAX = 254;
    private static final int FULL_NAME_MAX = 200;
    private static final int PASSWORD_MIN = 6;
    private static final int PASSWORD_MAX = 256;
    private static final int PAGE = 100;
    private static final int PAGE_MAX = 1000;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._-]+");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+");

    private final Users users;
    private final Workers workers;
    private final Tokens tokens;

    private UserRoutes(Users users, Workers workers) {
        this.users = users;
        this.workers = workers;
        tokens = new Tokens(users);
    }

    public static void add(Routes routes, Users users, Workers workers) {
        var handlers = new UserRoutes(users, workers);
        routes.get("/users", handlers::list)
            .post("/users/register", handlers::register)
            .post("/users/login", handlers::logIn)
            .get("/users/me", handlers::me)
            .get("/users/{id}", handlers::get)
            .put("/users/{id}", handlers::update)
            .delete("/users/{id}", handlers::remove)
            .get("/users/{id}/dashboards", handlers::dashboards)
            .post("/users/{id}/dashboards", handlers::addDashboard);
    }

    private Reply list(Call call) throws Refusal {
        int skip = call.parameter("skip", 0, Integer.MAX_VALUE);
        int limit = call.parameter("limit", PAGE, PAGE_MAX);
        return Reply.ok(users.page(skip, limit).stream().map(User::json).toList());
    }

    private Reply register(Call call) throws Refusal, IOException {
        Fields body = call.object();
        String name = name(body.text("username", NAME_MAX));
        String email = email(body.text("email", EMAIL_MAX));
        String password = password(body);
        if (password == null) throw new Refusal(422, "'password' is required");
        String fullName = body.textOr("full_name", FULL_NAME_MAX, null);
        if (users.byLogin(name).isPresent()) throw new Refusal(400, "Username already taken");  // before the costly hash
        if (users.byLogin(email).isPresent()) throw new Refusal(400, "Email already registered");
        String hash = workers.call(() -> Passwords.hash(password));
        return Reply.created(users.add(new User.Draft(name, email, fullName, hash)).json());
    }

    private Reply logIn(Call call) throws Refusal, IOException {
        Fields body = call.object();
        String login = body.text(body.has("username") ? "username" : "email", EMAIL_MAX);
        String password = body.exact("password", PASSWORD_MAX);
        if (password == null) throw new Refusal(422, "'password' is required");
        User user = users.byLogin(login).orElse(null);
        String hash = user == null ? null : user.passwordHash();
        if (!workers.call(() -> Passwords.matches(password, hash))) {
            throw new Refusal(401, "Incorrect username or password", Map.of("WWW-Authenticate", "Bearer"));
        }
        return Reply.ok(Json.object("access_token", tokens.issue(user, Instant.now()), "token_type", "bearer", "user", user.json()));
    }

    private Reply me(Call call) throws Refusal {
        String header = call.header("Authorization");
        if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            var id = tokens.verify(header.substring(7).strip(), Instant.now());
            if (id.isPresent()) return Reply.ok(known(users.byId(id.getAsLong())).json());
        }
        throw new Refusal(401, "Not authenticated", Map.of("WWW-Authenticate", "Bearer"));
    }

    private Reply get(Call call) throws Refusal {
        return Reply.ok(known(users.byId(call.number("id"))).json());
    }

    private Reply update(Call call) throws Refusal, IOException {
        long id = call.number("id");
        known(users.byId(id));
        Fields body = call.object();
        String password = password(body);
        var change = new User.Change(
            body.has("username") ? name(body.text("username", NAME_MAX)) : null,
            body.has("email") ? email(body.text("email", EMAIL_MAX)) : null,
            body.textOr("full_name", FULL_NAME_MAX, null),
            password == null ? null : workers.call(() -> Passwords.hash(password)));
        if (change.isEmpty()) throw new Refusal(400, "Nothing to update: username, email, full_name or password");
        return Reply.ok(known(users.update(id, change)).json());
    }

    private Reply remove(Call call) throws Refusal {
        User gone = known(users.remove(call.number("id")));
        return Reply.ok(Json.object("message", "User " + gone.username() + " deleted", "id", gone.id()));
    }

    private Reply dashboards(Call call) throws Refusal {
        return Reply.ok(known(users.dashboards(call.number("id"))).stream().map(Dashboard::json).toList());
    }

    private Reply addDashboard(Call call) throws Refusal, IOException {
        Fields body = call.object();
        String title = body.text("title", FULL_NAME_MAX);
        String description = body.textOr("description", 1000, null);
        return Reply.created(known(users.addDashboard(call.number("id"), title, description)).json());
    }

    private static <T> T known(Optional<T> found) throws Refusal {
        return found.orElseThrow(() -> new Refusal(404, "User not found"));
    }

    private static String name(String text) throws Refusal {
        if (NAME.matcher(text).matches()) return text;
        throw new Refusal(422, "'username' may have letters, digits, '.', '_' and '-'");
    }

    private static String email(String text) throws Refusal {
        if (EMAIL.matcher(text).matches()) return text;
        throw new Refusal(422, "'email' must be an e-mail address");
    }

    /** Null when there is none. */
    private static String password(Fields body) throws Refusal {
        String password = body.exact("password", PASSWORD_MAX);
        if (password == null || password.length() >= PASSWORD_MIN) return password;
        throw new Refusal(422, "'password' needs at least " + PASSWORD_MIN + " characters");
    }
}
