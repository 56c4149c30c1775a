/**
 * The process of a server of the image while it runs, whichever command line has started it.
 * In: signals, the parent's pipe, a watched folder. Out: what they ask of a {@link owlboard.cli.process.Life.Server}, one after the other.
 * Owns: the life of a server from start to exit, the heap's bound, the words for trouble with files, the version. Threads: one runs the
 * life; signal handlers and readers only post events to it. Never: reads a flag or a configuration. Source: nginx's control(8) page for
 * what signals mean; the rest is ours.
 */
package owlboard.cli.process;
