package owlboard.harness;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/** Classes that start many processes come first, so that none of them is alone at the end of a run. */
public final class LongestFirst implements ClassOrderer {
    private static final List<String> PACKAGES = List.of("owlboard.acceptance.containers", "owlboard.acceptance", "owlboard.topology");

    @Override public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparingInt(LongestFirst::rank));
    }

    private static int rank(ClassDescriptor one) {
        int rank = PACKAGES.indexOf(one.getTestClass().getPackageName());
        return rank < 0 ? PACKAGES.size() : rank;
    }
}
