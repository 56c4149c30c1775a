/**
 * Measures owlboard beside nginx and HAProxy: the same load, the same four backends, the same logging, one nginx file for nginx and for
 * owlboard. In: the built image; nginx, HAProxy and wrk where they are installed. Out: a Markdown table on standard output. Owns: the
 * processes it starts, which end with it, and everything under its directory. Threads: one; what is measured are other processes. Never:
 * measures a proxy while another one is under load.
 */
package owlboard.bench;
