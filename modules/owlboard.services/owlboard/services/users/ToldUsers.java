package owlboard.services.users;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;
import owlboard.services.stores.Events;

/**
 * Accounts whose changes are told to other services: {@code user.created}, {@code user.updated}, {@code user.deactivated},
 * {@code user.deleted}, {@code dashboard.created}.
 */
public record ToldUsers(Users users, Events events) implements Users {
    @Override
    public User add(User.Draft draft) throws Refusal {
        var user = users.add(draft);
        events.changed("user.created", about(user));
        return user;
    }

    /** What others may know. */
    private static Map<String, Object> about(User user) {
        return Json.object("id", user.id(), "username", user.username());
    }

    @Override
    public Optional<User> byId(long id) throws Refusal {
        return users.byId(id);
    }

    @Override
    public Optional<User> byLogin(String name) throws Refusal {
        return users.byLogin(name);
    }

    @Override
    public List<User> page(int skip, int limit) throws Refusal {
        return users.page(skip, limit);
    }

    @Override
    public Optional<User> update(long id, User.Change change) throws Refusal {
        var user = users.update(id, change);
        user.ifPresent(changed -> events.changed(change.deactivates() ? "user.deactivated" : "user.updated", about(changed)));
        return user;
    }

    @Override
    public Optional<User> remove(long id) throws Refusal {
        var user = users.remove(id);
        user.ifPresent(gone -> events.changed("user.deleted", about(gone)));
        return user;
    }

    @Override
    public Optional<List<Dashboard>> dashboards(long ownerId) throws Refusal {
        return users.dashboards(ownerId);
    }

    @Override
    public byte[] tokenKey(byte[] fresh) throws Refusal {
        return users.tokenKey(fresh);
    }

    @Override
    public Optional<Dashboard> addDashboard(long ownerId, String title, String description) throws Refusal {
        var dashboard = users.addDashboard(ownerId, title, description);
        dashboard.ifPresent(added -> events.changed("dashboard.created", added.json()));
        return dashboard;
    }
}
