/**
 * Acceptance tests: the built image, as processes, spoken to as its users do.
 *
 * <p>In: the image of {@code -Dowlboard.image}, the team's files of {@code -Dowlboard.shared}. Out: passed tests, or what the processes
 * said. Owns: every process it starts (ended by pid), and a folder per class. Threads: platform threads for scripted ends; the test's own
 * thread for everything else. Never: uses a fixed port, looks into a process but through its sockets, its output and {@code ps}.
 */
package owlboard.acceptance;
