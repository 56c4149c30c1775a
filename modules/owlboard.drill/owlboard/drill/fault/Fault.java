package owlboard.drill.fault;

import java.io.IOException;
import owlboard.drill.edge.Edge;

/** Something that goes wrong, on purpose. */
public interface Fault {
    /** As it is typed. */
    String name();

    /** For the list: what is done. */
    String sentence();

    /** What is thought to be true, before it is tried. */
    String hypothesis();

    /** What clients may notice. */
    Promise promise();

    /** Why it cannot be made there; empty when it can. */
    default String obstacle(Edge edge) throws IOException {
        if (edge.run().isEmpty()) return "it needs a topology that runs on this machine, not a URL";
        return edge.members("gateway").size() < 2 ? "it needs two gateways" : "";
    }

    /** Makes it, and returns when it is over. */
    void strike(Scene scene) throws IOException, InterruptedException;
}
