/**
 * Other forms of the help texts: manual pages, and what shells complete.
 * In: what {@code --help} prints, word for word. Out: text.
 * Owns: nothing.
 * Never: knows a command by its name; what is only true of one comes in with its {@link owlboard.cli.manual.HelpText}.
 */
package owlboard.cli.manual;
