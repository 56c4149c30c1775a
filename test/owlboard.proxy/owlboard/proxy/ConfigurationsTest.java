package owlboard.proxy;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import owlboard.edge.Configurations;

/** Whole files in the manner of what people run answer as on nginx: {@code configurations/}. */
@Execution(ExecutionMode.CONCURRENT)
class ConfigurationsTest {
    @TestFactory Stream<DynamicTest> answerAsRecorded() {
        return Configurations.in("test/owlboard.proxy/configurations");
    }
}
