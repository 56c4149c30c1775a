package owlboard.services.stores;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Reserved;
import owlboard.services.Services.Kind;
import owlboard.standins.amqp.AmqpServer;

/** Our stand-in for the broker, which goes away and comes back. */
class StandInBrokerTest extends AnyBroker {
    @TempDir Path state;
    private AmqpServer server;
    private final Reserved reserved = new Reserved();

    @BeforeEach void start() throws Exception {
        server = AmqpServer.start(reserved.address(), state, "guest", "guest");
    }

    @AfterEach void stop() throws Exception {
        server.close();
        reserved.close();
    }

    @Override int port() {
        return reserved.port();
    }

    @Test void whatChangedWhileTheBrokerWasAwayIsToldLater() throws Exception {
        try (var canvas = service(Kind.CANVAS); var talk = chat()) {
            awaitBroker(canvas, "up");
            server.close();
            talk.awaits(false);
            assertEquals(200, canvas.send("POST", "/canvas/save", "{\"id\":\"late\"}").statusCode());
            awaitBroker(canvas, "down");
            reserved.awaitRefused();
            start();
            talk.awaits(true);
            talk.hears("{\"type\":\"canvas.saved\",\"data\":{\"id\":\"late\",");
        }
    }
}
