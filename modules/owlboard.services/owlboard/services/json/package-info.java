/**
 * JSON text to plain Java values and back.
 * In: UTF-8 bytes, or {@code Map}, {@code List}, {@code String}, {@code Long}, {@code Double}, {@code Boolean}, {@code null}.
 * Out: the same values, or a {@link owlboard.services.json.JsonException} that says where the text is wrong.
 * Owns: nothing.
 * Threads: any; no state is shared.
 * Never: guesses. Comments, trailing commas, NaN, bare words, unpaired surrogates are errors.
 * Source: RFC 8259.
 */
package owlboard.services.json;
