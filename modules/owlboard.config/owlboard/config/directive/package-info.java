/**
 * The directive table: every directive that nginx knows is one entry, a constant of the class of its nginx module.
 * In: the words of one occurrence. Out: its value, or a {@link owlboard.config.language.Refusal} in nginx's words.
 * Owns: contexts, arity, defaults and standing of each directive; the value records that more than a number needs.
 * Threads: immutable after class initialisation.
 * Never: reads a file, looks at another directive's value.
 * Source: the directive reference of nginx.
 */
package owlboard.config.directive;
