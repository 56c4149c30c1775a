package owlboard.lint.look;

import owlboard.config.Place;

/** That a rule does not hold at one place. {@code edit}: what mends it where there is one right answer, or null. */
public record Sighting(Rule rule, Severity severity, Place place, String reason, Edit edit) {}
