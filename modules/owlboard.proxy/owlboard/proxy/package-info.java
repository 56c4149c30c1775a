/**
 * The engine's public face: start a configuration, reload it, end it.
 * In: {@link owlboard.proxy.Engine.Options}. Out: a listening {@link owlboard.proxy.Engine}, or the errors of the configuration with file
 * and line. Threads: ordinary threads; never those of a loop. Never: lets anything of the packages beneath be seen.
 */
package owlboard.proxy;
