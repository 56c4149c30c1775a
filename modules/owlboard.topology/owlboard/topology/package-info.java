/**
 * Runs the roles of a topology file as processes of this image: up, ps, logs, restart, stop, start, kill, scale, reload, down.
 * In: a command line, a topology file, certificates. Out: processes, an exit code (0; 1 failure; 2 wrong command line or file), lines for a
 * person. Owns: the state folder: endpoint directory, the configurations that balancers read, roots, logs, pid files, control socket; and
 * every process it started or took over, until that has ended. Threads: one platform thread per role waits for its process; a virtual
 * thread per role asks for its health; one follows all logs, one serves the control socket, one tells balancers which gateways came or
 * went. No loops of {@code owlboard.wire}. Never: listens on anything but the control socket, changes a file that was given, signals a
 * process whose start time is not the one on file. Source: docker compose's commands; proc(5) for start times and who holds a port;
 * unix(7).
 */
package owlboard.topology;
