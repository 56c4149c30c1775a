/**
 * The rules, by what they look at; {@link owlboard.lint.rules.Catalogue} lists them all.
 * In: a configuration. Out: sightings. Threads: none of them keeps anything.
 * Source: the documents of gixy, Gixy-Next and nginx-lint for what is named after them; nginx's own sources for the rest.
 */
package owlboard.lint.rules;
