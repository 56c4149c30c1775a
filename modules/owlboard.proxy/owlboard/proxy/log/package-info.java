/**
 * Access and error logs. Lines are formatted where they arise and written by one thread.
 * In: finished exchanges, messages. Out: lines on disk or on a standard stream within milliseconds.
 * Owns: open log files, lines that wait (at most 16 MB; what a disk cannot follow is counted as lost).
 * Threads: any; loops hand their lines over at the end of a turn.
 * Never: lets a client's bytes end a line or reach a terminal raw.
 * Source: ngx_http_log_module.
 */
package owlboard.proxy.log;
