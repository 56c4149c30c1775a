package owlboard.topology;

import owlboard.clients.StoreUrl;
import owlboard.config.Place;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One role of a topology file.
 *
 * @param id      the number of a gateway, 0 for other types
 * @param conf    the nginx configuration, null for a service
 * @param publish ports open to the network, offset included
 * @param listen  names and ports that other roles know this one by
 * @param mtls    the service speaks TLS and asks clients for a certificate
 * @param after   names of stores that this role waits for when all start
 * @param environment variables that its process gets beside the supervisor's own
 * @param life    how long certificates live that a certs role issues, as its command line takes it; empty: as usual
 * @param place   where the role stands in the topology file
 */
record Role(String name, Type type, int id, Path conf, List<Publish> publish, List<Name> listen, boolean mtls, Health health,
        List<String> after, Map<String, String> environment,
            String life, Place place) {

    enum Type {
        LB, GATEWAY, DESKTOP, MOBILE, USER, CANVAS, CHAT, COMMENTS, MYSQL, POSTGRES, MONGO, REDIS, RABBITMQ, CERTS;

        /** As typed after {@code --role}. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isFrontEnd() {
            return this == DESKTOP || this == MOBILE;
        }

        boolean isService() {
            return this == USER || this == CANVAS || this == CHAT || this == COMMENTS;
        }

        boolean isStore() {
            return protocol() != null;
        }

        /** What a store speaks; null for all others. */
        StoreUrl.Kind protocol() {
            return switch (this) {
                case MYSQL -> StoreUrl.Kind.MYSQL;
                case POSTGRES -> StoreUrl.Kind.POSTGRES;
                case MONGO -> StoreUrl.Kind.MONGO;
                case REDIS -> StoreUrl.Kind.REDIS;
                case RABBITMQ -> StoreUrl.Kind.AMQP;
                default -> null;
            };
        }

        boolean isProxy() {
            return this == LB || this == GATEWAY || isFrontEnd();
        }
    }

    /** {@code host} 0: a free port. */
    record Publish(int host, int listen) {}

    /** {@code api_gateway_1:80}, as configurations name it. */
    record Name(String host, int port) {
        @Override public String toString() {
            return host + ":" + port;
        }
    }

    /** A gateway like this one. */
    Role named(String otherName, int number) {
        return new Role(otherName, type, number, conf, publish, listen.stream().map(known -> new Name(otherName, known.port())).toList(),
                mtls, health, after, environment, life, place);
    }

    /** The same but for the line it stands on. */
    boolean samePlacedElsewhere(Role other) {
        return equals(new Role(other.name, other.type, other.id, other.conf, other.publish, other.listen, other.mtls, other.health,
                other.after, other.environment, other.life, place));
    }

    /** The folder of the certificates directory that holds this role's: api_gateway for every gateway. */
    String certificates() {
        return switch (type) {
            case LB -> "load_balancer";
            case GATEWAY -> "api_gateway";
            case DESKTOP, MOBILE -> type.word() + "_frontend";
            case USER, CANVAS, CHAT, COMMENTS -> type.word() + "_service";
            case CERTS -> "ca";
            case MYSQL, POSTGRES, MONGO, REDIS, RABBITMQ -> name;
        };
    }
}
