package owlboard.services.stores;

import java.util.Set;
import owlboard.services.http.Refusal;
import owlboard.clients.amqp.wire.AmqpException;
import owlboard.clients.sql.SqlException;
import owlboard.clients.mongo.MongoException;
import owlboard.clients.redis.RedisFailure;

/**
 * What keeps a store or the broker from doing its part, in words that anybody may read: without addresses, names and what the server said.
 */
public enum Trouble {
    UNREACHABLE("cannot be reached"),
    LOGIN("refuses the login of this service"),
    FULL("has no room for more"),
    REFUSES("refuses what it is asked");

    private static final Set<Integer> MYSQL_LOGIN = Set.of(1044, 1045, 1698, 2059);
    private static final int MYSQL_TABLE_FULL = 1114;
    private static final int MYSQL_DISK_FULL = 1021;
    private static final Set<Integer> MONGO_LOGIN = Set.of(13, 18);
    private static final int AMQP_ACCESS_REFUSED = 403;
    private static final Set<String> REDIS_LOGIN = Set.of("WRONGPASS", "NOAUTH", "NOPERM");

    private final String words;

    Trouble(String words) {
        this.words = words;
    }

    /** What it does: {@code cannot be reached}. */
    public String words() {
        return words;
    }

    static Trouble of(Exception why) {
        return switch (why) {
            case SqlException sql -> of(sql);
            case MongoException mongo -> MONGO_LOGIN.contains(mongo.code()) ? LOGIN : REFUSES;
            case RedisFailure redis when REDIS_LOGIN.contains(redis.code()) -> LOGIN;
            case RedisFailure redis -> redis.code().equals("OOM") ? FULL : REFUSES;
            case AmqpException amqp -> amqp.code() == AMQP_ACCESS_REFUSED ? LOGIN : REFUSES;
            default -> UNREACHABLE;
        };
    }

    private static Trouble of(SqlException sql) {
        if (sql.connectionLost()) return UNREACHABLE;
        if (sql.state().startsWith("28") || MYSQL_LOGIN.contains(sql.code())) return LOGIN;
        boolean full = sql.state().startsWith("53") || sql.code() == MYSQL_TABLE_FULL || sql.code() == MYSQL_DISK_FULL;
        return full ? FULL : REFUSES;
    }

    Refusal refusal() {
        return this == FULL ? Refusal.full() : Refusal.away();
    }
}
