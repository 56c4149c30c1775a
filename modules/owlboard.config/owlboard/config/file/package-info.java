/**
 * A configuration as files: the main one, and all that it includes.
 * In: a {@link owlboard.config.file.Config.Source}. Out: a {@link owlboard.config.Configuration}, or a
 * {@link owlboard.config.ConfigException} with every error. Owns: what includes mean, and what stands around a file that is only part of
 * one. Threads: any. Never: knows what a directive means.
 * Source: ngx_conf_file.c; the nginx.conf of nginx's stock image.
 */
package owlboard.config.file;
