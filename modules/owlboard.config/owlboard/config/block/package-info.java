/**
 * Turns the tree of words into the records of a configuration, one class per block.
 * In: nodes with includes followed. Out: records; errors and notices in {@link owlboard.config.block.Reading}.
 * Owns: what is only known while reading: settings of unfinished blocks, checks across blocks.
 * Threads: one configuration is read by one thread.
 * Never: knows how a directive's arguments are written (that is the table), opens a socket.
 * Source: ngx_conf_file.c and the block functions of nginx's http modules, for behaviour and error texts.
 */
package owlboard.config.block;
