package owlboard.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.parallel.ResourceLock;
import owlboard.harness.Tree;

/**
 * A topology for several test classes, as each would take ten seconds of CPU to start: those with the same {@link ResourceLock} take turns,
 * and leave it as they found it. It starts for the first of them, and ends with the run.
 */
final class SharedSite implements ParameterResolver {
    /** Whose drills and faults nobody else would like. */
    static final String DRILLED = "the topology that is drilled";
    /** Which people use while it is operated. */
    static final String OPERATED = "the topology that is operated";

    /** {@code conf} is what the balancer was given. */
    record Site(Deployment deployment, Path folder, Path conf) implements AutoCloseable {
        static Site start() {
            try {
                var folder = Files.createTempDirectory("owlboard-site");
                var conf = Files.writeString(folder.resolve("lb.conf"), Image.patient("lb.conf"));
                return new Site(Deployment.up(folder, "--lb-conf", conf.toString()), folder, conf);
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }

        /** The balancer's file, which it reads at once. */
        void balance(String text) throws IOException, InterruptedException {
            Files.writeString(conf, text);
            deployment.owlboard("reload", "load_balancer").exits(0);
        }

        @Override public void close() throws Exception {
            deployment.close();
            Tree.delete(folder);
        }
    }

    @Override public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Site.class;
    }

    @Override public Site resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var which = context.getRequiredTestClass().getAnnotation(ResourceLock.class).value();
        return context.getRoot().getStore(ExtensionContext.Namespace.create(SharedSite.class))
                .computeIfAbsent(which, _ -> Site.start(), Site.class);
    }
}
