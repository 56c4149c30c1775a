/**
 * The files and syslog servers behind the logs, and the error log in nginx's format.
 * In: lines, messages with their {@link owlboard.proxy.logfile.ErrorLog.Context}. Out: lines on disk, on a standard
 * stream, or as datagrams.
 * Owns: open log files, each path once over all reloads; lines that wait (at most 16 MB; what a disk cannot follow is counted as lost).
 * Threads: any; loops hand their lines over at the end of a turn, one thread writes.
 * Never: makes a loop wait for a disk; knows an exchange.
 */
package owlboard.proxy.logfile;
