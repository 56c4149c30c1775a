/**
 * Stand-ins for the databases and the broker: servers that speak the real protocols, their engines, and the journal that keeps their data.
 * For each protocol a page beside this file says what is promised.
 */
module owlboard.standins {
    requires owlboard.clients;
    exports owlboard.standins.amqp;
    exports owlboard.standins.mongo;
    exports owlboard.standins.mysql;
    exports owlboard.standins.postgres;
    exports owlboard.standins.redis;
}
