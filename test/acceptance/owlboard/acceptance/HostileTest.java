package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import owlboard.edge.Attacks;
import owlboard.edge.BuiltImage;
import owlboard.edge.Cases;

/**
 * Every class of attacks of {@code HOSTILE.md} against the built image: the wire tests that its rows name, which otherwise play the engine
 * in the tests' own process, against one process of the image, which is still there behind the last of them.
 */
class HostileTest {
    @TempDir static Path folder;
    private static BuiltImage image;

    @BeforeAll static void starts() throws IOException {
        image = BuiltImage.start(folder);
    }

    @AfterAll static void ends() {
        if (image != null) image.close();
    }

    @TestFactory Stream<DynamicTest> throughTheImage() {
        return Attacks.rows().stream().flatMap(row -> row.tests().stream()).distinct().filter(Attacks::isForTheImage)
                .map(test -> DynamicTest.dynamicTest(test, () -> image.playing(() -> play(test))));
    }

    private static void play(String test) {
        int title = test.indexOf(".txt: ");
        if (title > 0) Cases.play(Attacks.CASES.resolve(test.substring(0, title + 4)), test.substring(title + 6));
        else play(method(test));
    }

    private static Method method(String test) {
        var names = test.split("\\.");
        try {
            var type = Class.forName("owlboard.proxy.wire." + names[0]);
            return Arrays.stream(type.getDeclaredMethods()).filter(method -> method.getName().equals(names[1])).findFirst().orElseThrow();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(test, e);
        }
    }

    /** On this thread, with all its parameters. */
    private static void play(Method method) {
        var heard = new SummaryGeneratingListener();
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(method.getDeclaringClass(), method)).build(), heard);
        var summary = heard.getSummary();
        for (var failure : summary.getFailures()) {
            throw new AssertionError(failure.getTestIdentifier().getDisplayName() + ": " + failure.getException().getMessage(),
                    failure.getException());
        }
        assertTrue(summary.getTestsSucceededCount() > 0, () -> method + " was not run");
    }
}
