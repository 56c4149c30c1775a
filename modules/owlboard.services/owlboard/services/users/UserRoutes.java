package owlboard.services.users;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import owlboard.services.http.Call;
import owlboard.services.http.Fields;
import owlboard.services.http.Refusal;
import owlboard.services.http.Reply;
import owlboard.services.http.Routes;
import owlboard.services.json.Json;

/** {@code /users} and below. */
public final class UserRoutes {
    private static final int NAME_MAX = 64;
    private static final int DERIVED_NAME_MAX = 50;
    private static final int EMAIL_MAX = 254;
    private static final int FULL_NAME_MAX = 200;
    private static final int PASSWORD_MIN = 6;
    private static final int PASSWORD_MAX = 256;
    private static final int PAGE = 100;
    private static final int PAGE_MAX = 1000;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._-]+");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+");

    private static final String PASSWORD_MISSING = "'password' is required";

    private final Users users;
    private final Hashing hashing = new Hashing();
    private final Tokens tokens;
    private final boolean boardsWithoutToken;

    private UserRoutes(Users users, boolean boardsWithoutToken) {
        this.users = users;
        this.boardsWithoutToken = boardsWithoutToken;
        tokens = new Tokens(users);
    }

    /** @param boardsWithoutToken a board may be made without a token; with one, in the name of its user alone all the same */
    public static void add(Routes routes, Users users, boolean boardsWithoutToken) {
        var handlers = new UserRoutes(users, boardsWithoutToken);
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
        var caller = caller(call);
        return Reply.ok(users.page(skip, limit).stream().map(user -> shown(user, caller)).toList());
    }

    private static Map<String, Object> shown(User user, OptionalLong caller) {
        return caller.isPresent() && caller.getAsLong() == user.id() ? user.json() : user.publicJson();
    }

    private Reply register(Call call) throws Refusal, IOException {
        Fields body = call.object();
        String email = email(body.text("email", EMAIL_MAX));
        String named = body.has("username") ? name(body.text("username", NAME_MAX)) : null;
        String password = password(body);
        if (password == null) throw new Refusal(422, PASSWORD_MISSING);
        String fullName = body.textOr("full_name", FULL_NAME_MAX, null);
        if (named != null && users.byLogin(named).isPresent()) throw new Refusal(400, "Username already taken");  // before the costly hash
        if (users.byLogin(email).isPresent()) throw new Refusal(400, "Email already registered");
        String hash = hashing.hash(password);
        User user = users.add(new User.Draft(named == null ? freeName(email) : named, email, fullName, hash));
        Map<String, Object> told = Json.object("message", "Usuario " + user.email() + " registrado con \u00e9xito");
        told.putAll(user.json());
        return Reply.created(told);
    }

    /** What stands before the {@code @}, as far as names may have it, with a number where somebody else is called so. */
    private String freeName(String email) throws Refusal {
        String local = email.substring(0, email.lastIndexOf('@')).replaceAll("[^\\p{L}\\p{N}._-]+", "-");
        String base = local.substring(0, local.offsetByCodePoints(0, Math.min(local.codePointCount(0, local.length()), DERIVED_NAME_MAX)));
        String name = base;
        for (int number = 2; users.byLogin(name).isPresent(); number++) {
            name = base + "-" + (number < 10 ? number : ThreadLocalRandom.current().nextInt(100_000, 1_000_000));
        }
        return name;
    }

    private Reply logIn(Call call) throws Refusal, IOException {
        Fields body = call.object();
        String login = body.text(body.has("username") ? "username" : "email", EMAIL_MAX);
        String password = body.exact("password", PASSWORD_MAX);
        if (password == null) throw new Refusal(422, PASSWORD_MISSING);
        User user = users.byLogin(login).orElse(null);
        if (!hashing.matches(password, user == null ? null : user.passwordHash())) throw unknown("Incorrect username or password");
        checkActive(user);
        return Reply.ok(Json.object("message", "Bienvenido " + user.name(), "id", user.id(), "name", user.name(), "username",
                user.username(),
            "access_token", tokens.issue(user, Instant.now()), "token_type", "bearer", "user", user.json()));
    }

    private static Refusal unknown(String detail) {
        return new Refusal(401, detail, Map.of("WWW-Authenticate", "Bearer"));
    }

    private static void checkActive(User user) throws Refusal {
        if (!user.isActive()) throw new Refusal(403, "This account is deactivated");
    }

    /** Whose token comes with the call; empty without one that is good. */
    private OptionalLong caller(Call call) throws Refusal {
        String header = call.header("Authorization");
        boolean isBearer = header != null && header.regionMatches(true, 0, "Bearer ", 0, 7);
        return isBearer ? tokens.verify(header.substring(7).strip(), Instant.now()) : OptionalLong.empty();
    }

    /** The account of the path, which must be the caller's own: 401 without a token, 403 with another's. */
    private User own(Call call) throws Refusal {
        long id = call.number("id");
        long caller = caller(call).orElseThrow(() -> unknown("Not authenticated"));
        if (caller != id) throw new Refusal(403, "This is the account of somebody else");
        return known(users.byId(id));
    }

    private Reply me(Call call) throws Refusal {
        long caller = caller(call).orElseThrow(() -> unknown("Not authenticated"));
        return Reply.ok(known(users.byId(caller)).json());
    }

    private Reply get(Call call) throws Refusal {
        return Reply.ok(shown(known(users.byId(call.number("id"))), caller(call)));
    }

    private Reply update(Call call) throws Refusal, IOException {
        User user = own(call);
        checkActive(user);
        Fields body = call.object();
        String password = password(body);
        var change = new User.Change(
            body.has("username") ? name(body.text("username", NAME_MAX)) : null,
            body.has("email") ? email(body.text("email", EMAIL_MAX)) : null,
            body.textOr("full_name", FULL_NAME_MAX, null),
            password == null ? null : hashing.hash(password), false);
        if (change.isEmpty()) throw new Refusal(400, "Nothing to update: username, email, full_name or password");
        return Reply.ok(known(users.update(user.id(), change)).json());
    }

    /** Deactivates; with {@code hard}, which the team's mobile client calls {@code hard_delete}, the account and its boards are gone. */
    private Reply remove(Call call) throws Refusal {
        User user = own(call);
        if (call.flag("hard") || call.flag("hard_delete")) {
            known(users.remove(user.id()));
            return Reply.none();
        }
        if (!user.isActive()) throw new Refusal(400, "User already inactive");
        known(users.update(user.id(), User.Change.DEACTIVATION));
        return Reply.ok(Json.object("message", "User " + user.username() + " deactivated", "id", user.id(), "is_active", false));
    }

    private Reply dashboards(Call call) throws Refusal {
        return Reply.ok(known(users.dashboards(call.number("id"))).stream().map(Dashboard::json).toList());
    }

    private Reply addDashboard(Call call) throws Refusal, IOException {
        boolean isAnonymous = boardsWithoutToken && call.header("Authorization") == null;
        User owner = isAnonymous ? known(users.byId(call.number("id"))) : own(call);
        checkActive(owner);
        Fields body = call.object();
        String title = body.text("title", FULL_NAME_MAX);
        String description = body.textOr("description", 1000, null);
        return Reply.created(known(users.addDashboard(owner.id(), title, description)).json());
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
