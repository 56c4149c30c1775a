package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Each micro-benchmark of {@code ./build.sh bench --micro} still does what it measures: it runs once, without JMH. */
class BenchTest {
    private static final Path SOURCES = Path.of("test/bench/micro");

    @TestFactory Stream<DynamicTest> eachRuns() throws Exception {
        List<Path> files;
        try (var found = Files.walk(SOURCES)) {
            files = found.filter(file -> file.toString().endsWith("Bench.java")).sorted().toList();
        }
        assertFalse(files.isEmpty(), SOURCES + " has no *Bench.java");
        return files.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(type(file))));
    }

    private static Class<?> type(Path file) throws ClassNotFoundException {
        return Class.forName(SOURCES.relativize(file).toString().replace('/', '.').replaceFirst("\\.java$", ""));
    }

    private static void run(Class<?> type) throws Exception {
        var state = type.getConstructor().newInstance();
        call(state, Setup.class);
        try {
            call(state, Benchmark.class);
        } finally {
            call(state, TearDown.class);
        }
    }

    private static void call(Object state, Class<? extends Annotation> kind) throws Exception {
        for (var method : Arrays.stream(state.getClass().getMethods()).filter(method -> method.isAnnotationPresent(kind)).toList()) {
            try {
                method.invoke(state);
            } catch (InvocationTargetException failed) {
                throw new AssertionError(state.getClass().getSimpleName() + "." + method.getName(), failed.getCause());
            }
        }
    }
}
