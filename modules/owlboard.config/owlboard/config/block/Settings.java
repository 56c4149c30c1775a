package owlboard.config.block;

import owlboard.config.Level;
import owlboard.config.Place;
import owlboard.config.directive.Directive;
import owlboard.config.directive.Inheritance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The settings of a block while it is read: what it inherits, and what it says itself. */
final class Settings {
    private final Map<Directive<?>, Object> inherited;
    private final Map<Directive<?>, Object> own = new HashMap<>();
    private final Map<Directive<?>, Place> places = new HashMap<>();

    private Settings(Map<Directive<?>, Object> inherited) {
        this.inherited = inherited;
    }

    static Settings none() {
        return new Settings(Map.of());
    }

    /** Settings of a block inside this one, which is read already. */
    Settings inner() {
        var passed = inForce();
        passed.keySet().removeIf(directive -> !directive.isInherited());
        return new Settings(passed);
    }

    /** What this block itself said so far under the directive's slot; null: nothing. */
    Object own(Directive<?> directive) {
        return own.get(directive.slot());
    }

    /** Where this block says it; null: it does not. */
    Place place(Directive<?> directive) {
        return places.get(directive);
    }

    void put(Directive<?> directive, Object value, Place place) {
        if (value != null) own.put(directive.slot(), value);
        places.put(directive, place);
    }

    Level level() {
        return new Level(inForce());
    }

    private Map<Directive<?>, Object> inForce() {
        var all = new HashMap<>(inherited);
        all.putAll(own);
        for (var directive : inherited.keySet()) {
            if (directive.inheritance() != null) inherit(directive, (Inheritance) all.getOrDefault(directive.inheritance(),
                    Inheritance.ON), all);
        }
        return all;
    }

    private void inherit(Directive<?> list, Inheritance how, Map<Directive<?>, Object> all) {
        var mine = (List<?>) own.getOrDefault(list, List.of());
        switch (how) {
            case ON -> {}
            case OFF -> all.put(list, mine);
            case MERGE -> all.put(list, Stream.concat(mine.stream(), ((List<?>) inherited.get(list)).stream()).toList());
        }
    }
}
