/**
 * nginx's own command line, for scripts that start, test and signal an nginx.
 * In: nginx's options; the configuration. Out: nginx's words on standard error (and in the error log), its exit codes 0 and 1, its pid
 * file. Owns: the pid file; the detached process of {@code daemon on}; the handler of SIGQUIT. Threads: the main thread; one more at start
 * that makes the system calls while the engine starts. Never: binds a port that the configuration does not name; starts on a
 * half-understood file. Source: nginx's pages "Command-line parameters" and "Controlling nginx"; the words were compared with nginx 1.22.1.
 */
package owlboard.cli.nginx;
