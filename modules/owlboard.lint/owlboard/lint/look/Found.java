package owlboard.lint.look;

import java.util.ArrayList;
import java.util.List;
import owlboard.config.Place;
import owlboard.config.language.Syntax.Node;

/** Takes what one rule sees. The same reason at several places of a file is one finding. */
public final class Found {
    private final Rule rule;
    private final List<Sighting> sightings = new ArrayList<>();

    public Found(Rule rule) {
        this.rule = rule;
    }

    public List<Sighting> sightings() {
        return sightings;
    }

    public void at(Place place, String reason) {
        sightings.add(new Sighting(rule, rule.severity(), place, reason, null));
    }

    public void at(Node node, String reason) {
        at(node.place(), reason);
    }

    public void at(Block.Use use, String reason) {
        at(use.node(), reason);
    }

    public void at(Block block, String reason) {
        at(block.place(), reason);
    }

    /** One that is better or worse than the rule's usual. */
    public void at(Node node, Severity severity, String reason) {
        sightings.add(new Sighting(rule, severity, node.place(), reason, null));
    }

    public void at(Node node, String reason, Edit edit) {
        sightings.add(new Sighting(rule, rule.severity(), node.place(), reason, edit));
    }
}
