package owlboard.services;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import owlboard.clients.StoreUrl;

/**
 * Where a service keeps its data and tells its changes.
 *
 * @param store null: in memory, gone with the process
 * @param broker null: changes are told to nobody
 * @param endpoints where their names are looked up first; null for the system alone
 */
public record Keeping(StoreUrl store, StoreUrl broker, Path endpoints) {
    public static final Keeping IN_MEMORY = new Keeping(null, null, null);
    private static final String BROKER = "RABBITMQ_URL";

    /** The variable that names the store of a kind of service. */
    static String variable(Services.Kind kind) {
        return kind == Services.Kind.CHAT ? "REDIS_URL" : "DATABASE_URL";
    }

    private static StoreUrl.Kind protocol(Services.Kind kind) {
        return switch (kind) {
            case USER -> StoreUrl.Kind.MYSQL;
            case CANVAS -> StoreUrl.Kind.POSTGRES;
            case CHAT -> StoreUrl.Kind.REDIS;
            case COMMENTS -> StoreUrl.Kind.MONGO;
        };
    }

    /**
     * What the environment says, as in the team's compose file.
     *
     * @throws IllegalArgumentException names the variable, its value without the password, and the remedy
     */
    public static Keeping of(Services.Kind kind, Map<String, String> environment, Path endpoints) {
        return new Keeping(url(variable(kind), protocol(kind), environment), url(BROKER, StoreUrl.Kind.AMQP, environment), endpoints);
    }

    private static StoreUrl url(String variable, StoreUrl.Kind protocol, Map<String, String> environment) {
        var text = environment.getOrDefault(variable, "");
        if (text.isEmpty()) return null;
        StoreUrl url;
        try {
            url = StoreUrl.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(variable + ": " + wrong.getMessage(), wrong);
        }
        if (url.kind() != protocol) {
            throw new IllegalArgumentException(variable + ": " + url + " is the URL of another kind of store; this service wants "
                    + protocol.name().toLowerCase(Locale.ROOT) + "://user:password@host:" + protocol.standardPort() + "/name");
        }
        return url;
    }
}
