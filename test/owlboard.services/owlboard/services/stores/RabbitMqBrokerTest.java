package owlboard.services.stores;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import owlboard.standins.amqp.RabbitMq;

/** The same announcements over a RabbitMQ of Debian's package. */
class RabbitMqBrokerTest extends AnyBroker {
    @TempDir static Path home;
    private static RabbitMq rabbit;

    @BeforeAll static void startOrSkip() throws Exception {
        rabbit = RabbitMq.startOrSkip(home);
    }

    @AfterAll static void stop() throws Exception {
        if (rabbit != null) rabbit.close();
    }

    @Override int port() {
        return rabbit.port;
    }
}
