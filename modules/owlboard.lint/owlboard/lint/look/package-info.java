/**
 * What a rule sees and says.
 * In: the directives of files, as they are written ({@link owlboard.lint.look.Conf}, {@link owlboard.lint.look.Block}). Out: sightings.
 * Owns: nothing; all of it is immutable once it is made, but a {@link owlboard.lint.look.Found}, which is one thread's.
 * Never: reads a file, or knows what the engine makes of a directive beyond the rules of inheritance.
 */
package owlboard.lint.look;
