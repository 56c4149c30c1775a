/**
 * The log phase: one line per exchange and access log, formatted on its own thread into its loop's buffers.
 * In: finished exchanges. Out: lines for {@code proxy.logfile}, which writes them within milliseconds.
 * Threads: loops.
 * Never: lets a client's bytes end a line or reach a terminal raw.
 * Source: ngx_http_log_module.
 */
package owlboard.proxy.log;
