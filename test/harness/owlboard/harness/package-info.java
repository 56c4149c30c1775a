/**
 * Runs every test of the project in one JVM.
 * In: a directory of compiled test classes, part of a class name. Out: what failed or was skipped and why; the counts as the last line;
 * exit status 0 or 1. Owns: the JVM it runs in. Threads: four test classes at a time. Never: knows a test.
 */
package owlboard.harness;
