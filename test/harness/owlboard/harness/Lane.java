package owlboard.harness;

import org.junit.jupiter.api.parallel.Isolated;

/**
 * Which test classes run beside which: two lanes side by side, each with threads of its own, so that what waits for a topology keeps none
 * of the quick ones from a core; then those that want the machine to themselves.
 */
enum Lane {
    /** Start whole topologies, browsers and containers, and mostly wait for them. */
    TOPOLOGIES(2),
    /** All others. */
    PARTS(2),
    /** One after the other, when the others are done. */
    ALONE(1);

    private final int classesAtOnce;

    Lane(int classesAtOnce) {
        this.classesAtOnce = classesAtOnce;
    }

    int classesAtOnce() {
        return classesAtOnce;
    }

    static Lane of(Class<?> test) {
        if (test.isAnnotationPresent(Isolated.class)) return ALONE;
        var name = test.getName();
        return name.startsWith("owlboard.acceptance.") || name.startsWith("owlboard.topology.") ? TOPOLOGIES : PARTS;
    }
}
