package owlboard.proxy.upstream;

/** What keeps a peer from being chosen. */
enum Bar { NONE, TRIED, DOWN, AWAY, UNRESOLVED, UNHEALTHY, CHECKING, DRAINING, RESTING, FULL }
