package owlboard.services.users;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import owlboard.services.http.Refusal;

/** Accounts in memory; gone with the process. */
public final class UserTable implements Users {
    static final int USERS_MAX = 20_000;
    static final int DASHBOARDS_MAX = 100;

    private final TreeMap<Long, User> users = new TreeMap<>();
    private final Map<String, Long> logins = new HashMap<>();
    private final Map<Long, List<Dashboard>> dashboards = new HashMap<>();
    private long lastUser;
    private long lastDashboard;

    @Override
    public synchronized User add(User.Draft draft) throws Refusal {
        checkFree(draft.username(), draft.email(), 0);
        if (users.size() == USERS_MAX) throw new Refusal(507, "no room for more than " + USERS_MAX + " users");
        var user = new User(++lastUser, draft.username(), draft.email(), draft.fullName(), draft.passwordHash(), true,
            Instant.now().truncatedTo(ChronoUnit.MILLIS));
        put(user);
        return user;
    }

    private void checkFree(String username, String email, long owner) throws Refusal {
        if (isTaken(username, owner)) throw new Refusal(400, "Username already taken");
        if (isTaken(email, owner)) throw new Refusal(400, "Email already registered");
    }

    private boolean isTaken(String login, long owner) {
        if (login == null) return false;
        Long holder = logins.get(key(login));
        return holder != null && holder != owner;
    }

    private void put(User user) {
        users.put(user.id(), user);
        logins.put(key(user.username()), user.id());
        logins.put(key(user.email()), user.id());
    }

    private static String key(String login) {
        return login.toLowerCase(Locale.ROOT);
    }

    @Override
    public synchronized Optional<User> byId(long id) {
        return Optional.ofNullable(users.get(id));
    }

    @Override
    public synchronized Optional<User> byLogin(String name) {
        Long id = logins.get(key(name));
        return id == null ? Optional.empty() : byId(id);
    }

    @Override
    public synchronized List<User> page(int skip, int limit) {
        return users.values().stream().skip(skip).limit(limit).toList();
    }

    @Override
    public synchronized Optional<User> update(long id, User.Change change) throws Refusal {
        User before = users.get(id);
        if (before == null) return Optional.empty();
        checkFree(change.username(), change.email(), id);
        forgetLogins(before);
        User after = before.with(change);
        put(after);
        return Optional.of(after);
    }

    @Override
    public synchronized Optional<User> remove(long id) {
        User user = users.remove(id);
        if (user == null) return Optional.empty();
        forgetLogins(user);
        dashboards.remove(id);
        return Optional.of(user);
    }

    private void forgetLogins(User user) {
        logins.remove(key(user.username()));
        logins.remove(key(user.email()));
    }

    @Override
    public synchronized Optional<List<Dashboard>> dashboards(long ownerId) {
        if (!users.containsKey(ownerId)) return Optional.empty();
        return Optional.of(List.copyOf(dashboards.getOrDefault(ownerId, List.of())));
    }

    @Override
    public synchronized Optional<Dashboard> addDashboard(long ownerId, String title, String description) throws Refusal {
        if (!users.containsKey(ownerId)) return Optional.empty();
        List<Dashboard> owned = dashboards.computeIfAbsent(ownerId, id -> new ArrayList<>());
        if (owned.size() == DASHBOARDS_MAX) throw new Refusal(507, "no room for more than " + DASHBOARDS_MAX + " dashboards of a user");
        var dashboard = new Dashboard(++lastDashboard, ownerId, title, description, UUID.randomUUID().toString());
        owned.add(dashboard);
        return Optional.of(dashboard);
    }

    @Override
    public byte[] tokenKey(byte[] fresh) {
        return fresh;
    }
}
