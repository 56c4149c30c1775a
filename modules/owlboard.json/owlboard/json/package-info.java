/**
 * JSON (RFC 8259) read: of tokens and keys, of what the engine's API is sent, and of what one role tells another or a command.
 * In: bytes of UTF-8. Out: values, or why they are none. JSON written: what a command prints with {@code --json}.
 * Threads: any; nothing is kept.
 * Never: opens anything, or believes what two readers could read in two ways.
 */
package owlboard.json;
