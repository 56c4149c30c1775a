/**
 * A configuration in nginx's language as immutable records, and what can be wrong with one.
 * In: what {@link owlboard.config.file.Config} has read. Out: a {@link owlboard.config.Configuration}, or a
 * {@link owlboard.config.ConfigException} with every error. Owns: nothing; a configuration is read whole, then only looked at.
 * Threads: any. Never: knows a directive by name, opens a socket, resolves a name, reads a clock.
 * Source: nginx's documentation; its error texts.
 */
package owlboard.config;
