package owlboard.config.directive;

/**
 * What a list takes over from the level around it (nginx 1.29.3). ON: that list where it has none of its own. OFF: nothing. MERGE: that
 * list, behind its own.
 */
public enum Inheritance { ON, OFF, MERGE }
