/**
 * Clients of MySQL, PostgreSQL, MongoDB, Redis and AMQP 0-9-1, for services and for probes, and the one codec of each protocol. The
 * stand-ins read and write with the same codecs; what only they need of them is exported to them alone.
 */
module owlboard.clients {
    exports owlboard.clients;
    exports owlboard.clients.amqp;
    exports owlboard.clients.amqp.wire;
    exports owlboard.clients.mongo;
    exports owlboard.clients.mongo.bson;
    exports owlboard.clients.mysql;
    exports owlboard.clients.mysql.wire to owlboard.standins;
    exports owlboard.clients.postgres;
    exports owlboard.clients.postgres.wire to owlboard.standins;
    exports owlboard.clients.probe;
    exports owlboard.clients.redis;
    exports owlboard.clients.redis.resp;
    exports owlboard.clients.scram to owlboard.standins;
    exports owlboard.clients.sql;
}
