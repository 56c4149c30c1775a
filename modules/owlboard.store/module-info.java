/**
 * Stand-ins for the stores and the broker that speak the real protocols, and the clients of the same protocols: one codec per protocol,
 * used by both ends.
 */
module owlboard.store {
    exports owlboard.store;
    exports owlboard.store.amqp;
    exports owlboard.store.client;
    exports owlboard.store.journal;
    exports owlboard.store.mongo;
    exports owlboard.store.mongo.bson;
    exports owlboard.store.mysql;
    exports owlboard.store.postgres;
    exports owlboard.store.redis;
    exports owlboard.store.redis.resp;
}
