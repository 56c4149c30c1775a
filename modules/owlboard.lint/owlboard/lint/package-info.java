/**
 * Finds what nginx files do wrong, one after the other and as hops of one way.
 * In: files, or their text. Out: {@link owlboard.lint.Report}, as text, JSON, SARIF or annotations; files mended where one answer is right.
 * Owns: nothing. Threads: any; a call keeps nothing.
 * Never: starts an engine, resolves a name, opens a socket.
 */
package owlboard.lint;
