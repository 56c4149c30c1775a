/**
 * Spans: the trace that a request belongs to, what is told to the upstream of it, and to a collector when it is over.
 * In: exchanges; {@code traceparent}. Out: that line, variables, OTLP (JSON) over HTTP.
 * Owns: spans that wait, in bounded number; what is too many is dropped, counted and logged.
 * Threads: loops make spans; one daemon thread sends them while there are any.
 * Never: makes a request wait for a collector.
 * Source: W3C Trace Context (level 1) §3, §4; OpenTelemetry protocol 1.x; ngx_otel_module.
 */
package owlboard.proxy.span;
