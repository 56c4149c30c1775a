package owlboard.standins.amqp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Our client and the answers that tests expect, on a RabbitMQ of Debian's package. */
class RabbitMqTest extends AnyBroker {
    @TempDir static Path home;
    private static RabbitMq rabbit;

    @BeforeAll static void startOrSkip() throws Exception {
        rabbit = RabbitMq.startOrSkip(home);
    }

    @AfterAll static void stop() throws Exception {
        if (rabbit != null) rabbit.close();
    }

    @BeforeEach void withoutWhatTheLastTestDeclared() throws IOException {
        try (var client = client()) {
            for (var queue : List.of("jobs", "a", "b", "large", "somewhere")) client.deleteQueue(queue);
        }
    }

    @Override
    int port() {
        return rabbit.port;
    }
}
