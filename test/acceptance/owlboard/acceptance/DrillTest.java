package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each drill in a short form, all against one topology that runs. */
class DrillTest {
    @TempDir static Path folder;
    private static Deployment deployment;

    @BeforeAll static void starts() throws Exception {
        deployment = Deployment.up(new Deployment(folder).without("nextjs_frontend", "mobile_frontend"));
    }

    @AfterAll static void ends() throws Exception {
        if (deployment != null) deployment.close();
    }

    private static Image.Said drill(String name) throws Exception {
        return deployment.owlboard("drill", name, "--seconds", "3", "--rate", "20");
    }

    @Test void aGatewayThatIsKilledIsNoticedByNobody() throws Exception {
        long pid = deployment.role("api_gateway_2").pid();
        drill("kill-gateway").exits(0).says("SIGKILL to api_gateway_2 (pid " + pid + ")").says("PASS    I1").says("PASS    I2")
                .says("PASS    I3").says("PASS    I4").says("PASS kill-gateway");
        assertTrue(deployment.role("api_gateway_2").isHealthy());
    }

    @Test void wrongWordsAreToldWithTheRemedy() throws Exception {
        assertEquals(2, deployment.owlboard("drill", "kil-gateway").says("did you mean \"kill-gateway\"?").code());
        assertEquals(2, deployment.owlboard("drill", "--rate", "lots").says("no number from 10 to 2000").code());
        assertEquals(2, deployment.owlboard("drill", "--against", "ftp://x").says("no http URL").code());
        deployment.owlboard("drill", "--list").exits(0).says("kill-gateway");
    }
}
