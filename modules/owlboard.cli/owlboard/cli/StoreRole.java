package owlboard.cli;

import owlboard.cli.process.Life;
import owlboard.cli.process.Signals;
import owlboard.cli.process.Trouble;
import owlboard.clients.StoreUrl.Kind;
import owlboard.standins.amqp.AmqpServer;
import owlboard.standins.mongo.MongoServer;
import owlboard.standins.mysql.MySqlServer;
import owlboard.standins.postgres.PostgresServer;
import owlboard.standins.redis.RedisServer;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code --role mysql|postgres|mongo|redis|rabbitmq}: a stand-in for a store or for the broker, with the users that the environment names
 * as for the real one's image.
 */
final class StoreRole {
    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    StoreRole(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** What listens. */
    private record Open(int port, Closeable server) {}

    int run(Given given) throws Usage {
        var kind = kind(given.command().name());
        var name = name(kind);
        var listen = ServiceRole.address("--listen", given.text("--listen", "0.0.0.0:" + kind.standardPort()));
        var state = given.path("--state", Path.of("run"));

        Open open;
        try {
            open = open(kind, listen, state);
        } catch (IOException trouble) {
            err.println(name + ": " + StoreTrouble.of(trouble, listen, state));
            return StoreTrouble.exitCode(trouble);
        }

        var life = new Life(Duration.ZERO, () -> {});
        Signals.post("TERM", life, Life.Event.QUIT);
        Signals.post("INT", life, Life.Event.INTERRUPT);
        out.println(name + " listens on " + open.port() + ", a stand-in for " + real(kind) + " that keeps its data in " + state);
        out.flush();
        Supervised.heed(given, life);
        life.run(new Kept(name, open.server()));
        return 0;
    }

    static Kind kind(String role) {
        return role.equals("rabbitmq") ? Kind.AMQP : Kind.valueOf(role.toUpperCase(Locale.ROOT));
    }

    private static String name(Kind kind) {
        return switch (kind) {
            case MYSQL -> "mysql_db";
            case POSTGRES -> "postgres_db";
            case MONGO -> "mongo_db";
            case REDIS -> "redis_db";
            case AMQP -> "rabbitmq";
        };
    }

    private static String real(Kind kind) {
        return switch (kind) {
            case MYSQL -> "MySQL";
            case POSTGRES -> "PostgreSQL";
            case MONGO -> "MongoDB";
            case REDIS -> "Redis";
            case AMQP -> "RabbitMQ";
        };
    }

    private Open open(Kind kind, InetSocketAddress listen, Path state) throws IOException {
        return switch (kind) {
            case MYSQL -> {
                var users = new HashMap<>(Map.of(value("MYSQL_USER", "user"), value("MYSQL_PASSWORD", "password")));
                users.put("root", value("MYSQL_ROOT_PASSWORD", "root"));
                var server = MySqlServer.start(listen, state, users, List.of(value("MYSQL_DATABASE", "user_db")));
                yield new Open(server.port(), server::close);
            }
            case POSTGRES -> {
                var server = PostgresServer.start(listen, state,
                        Map.of(value("POSTGRES_USER", "admin"), value("POSTGRES_PASSWORD", "admin")), value("POSTGRES_DB", "canvas_db"));
                yield new Open(server.port(), server::close);
            }
            case MONGO -> {
                var server = MongoServer.start(listen, state, value("MONGO_INITDB_ROOT_USERNAME", "user"),
                        value("MONGO_INITDB_ROOT_PASSWORD", "password"));
                yield new Open(server.port(), server::close);
            }
            case REDIS -> {
                var server = RedisServer.start(listen, state, value("REDIS_PASSWORD", "password"));
                yield new Open(server.port(), server::close);
            }
            case AMQP -> {
                var server = AmqpServer.start(listen, state, value("RABBITMQ_DEFAULT_USER", "guest"),
                        value("RABBITMQ_DEFAULT_PASS", "guest"));
                yield new Open(server.port(), server::close);
            }
        };
    }

    private String value(String variable, String otherwise) {
        return environment.getOrDefault(variable, otherwise);
    }

    /** A store has no configuration to read again and no logs of its own; what it has answered is in its journal. */
    private final class Kept implements Life.Server {
        private final String name;
        private final Closeable server;

        private Kept(String name, Closeable server) {
            this.name = name;
            this.server = server;
        }

        @Override public boolean quit(Duration grace) {
            close();
            return true;
        }

        @Override public void close() {
            try {
                server.close();
            } catch (IOException trouble) {
                err.println(name + ": " + Trouble.of(trouble));
            }
        }

        @Override public void reload() {
            return;
        }

        @Override public void reopenLogs() {
            return;
        }
    }
}
