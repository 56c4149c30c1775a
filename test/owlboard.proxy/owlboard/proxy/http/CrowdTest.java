package owlboard.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.wire.OnLoop;

class CrowdTest {
    private static final class Client implements Crowd.Member {
        final List<Client> all;
        boolean idle = true;
        boolean closed;

        Client(List<Client> all) {
            this.all = all;
            all.add(this);
        }

        @Override
        public boolean isIdle() {
            return idle;
        }

        @Override
        public long beganNanos() {
            return 0;
        }

        /** As under TLS, which may wait: the request of another one comes meanwhile. */
        @Override
        public void close() {
            closed = true;
            all.get(1).idle = false;
        }
    }

    @Test void whoBeginsARequestMeanwhileStays() throws Exception {
        OnLoop.run(() -> {
            var crowd = new Crowd(OnLoop.first());
            var all = new ArrayList<Client>();
            for (int i = 0; i < 16; i++) crowd.enter(new Client(all));
            assertTrue(crowd.closeIdle());
            assertEquals(List.of(all.getFirst()), all.stream().filter(client -> client.closed).toList());
        });
    }
}
