package owlboard.proxy;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import owlboard.edge.Cases;

/** The transcripts of {@code cases/}. */
@Execution(ExecutionMode.CONCURRENT)
class CasesTest {
    @TestFactory Stream<DynamicTest> transcripts() {
        return Cases.in("test/owlboard.proxy/cases");
    }
}
