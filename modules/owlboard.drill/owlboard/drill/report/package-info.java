/**
 * What a drill shows: text for a person, JSON for a program, one page for everybody.
 * In: {@link owlboard.drill.judge.Course}. Out: text. Owns: nothing. Threads: the caller's. Never: judges.
 * Source: vegeta's report; RFC 8259.
 */
package owlboard.drill.report;
