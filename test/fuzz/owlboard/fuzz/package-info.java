/**
 * {@code ./build.sh fuzz}: inputs of the tests with some bytes changed, at the parsers and protocols that strangers reach. Looks for hangs,
 * for exceptions that nobody expects, and for what a second reader would read differently from the first.
 */
package owlboard.fuzz;
