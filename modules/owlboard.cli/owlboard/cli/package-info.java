/**
 * The command line of the image: which role or command runs, with which flags, and how it ends.
 * In: the arguments. Out: ready lines on standard output, errors in one line with their remedy on standard error, exit codes 0,
 * 1 (failure), 2 (usage). Owns: the flag table, from which parsing, help and "did you mean" are made. Threads: the main thread starts a
 * role and then runs its {@link owlboard.cli.process.Life}. Never: touches a class of a role that was not asked for, or a regular
 * expression: start-up time is a feature. Source: ours.
 */
package owlboard.cli;
