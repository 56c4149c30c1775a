/**
 * The words of the language: units, templates with variables, regular expressions, and the arguments of one directive.
 * In: text of a configuration. Out: values and records, or a {@link owlboard.config.language.Refusal}.
 * Owns: the slots of variables while one configuration is read.
 * Threads: one configuration is read by one thread.
 * Never: knows a directive by name.
 * Source: ngx_conf_file.c, ngx_parse.c, ngx_http_script.c of nginx, for behaviour; PCRE syntax.
 */
package owlboard.config.language;
