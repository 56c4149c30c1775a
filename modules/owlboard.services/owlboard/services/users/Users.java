package owlboard.services.users;

import java.util.List;
import java.util.Optional;
import owlboard.services.http.Refusal;

/**
 * Where accounts are kept. Names and e-mail addresses are unique, whatever their case. A refusal is a 400 for one that is
 * taken and a 507 when there is no room.
 */
public interface Users {
    User add(User.Draft draft) throws Refusal;

    Optional<User> byId(long id) throws Refusal;

    /** By user name or by e-mail address. */
    Optional<User> byLogin(String name) throws Refusal;

    /** By id, from the lowest. */
    List<User> page(int skip, int limit) throws Refusal;

    /** Empty when there is no such account. */
    Optional<User> update(long id, User.Change change) throws Refusal;

    /** Removes the account and its dashboards; empty when there is no such account. */
    Optional<User> remove(long id) throws Refusal;

    /** Empty when there is no such account. */
    Optional<List<Dashboard>> dashboards(long ownerId) throws Refusal;

    /**
     * The key under which access tokens are signed: {@code fresh}, unless there is one already, which outlives this process where accounts
     * do.
     */
    byte[] tokenKey(byte[] fresh) throws Refusal;

    /** Empty when there is no such account. */
    Optional<Dashboard> addDashboard(long ownerId, String title, String description) throws Refusal;
}
