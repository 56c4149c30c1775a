package owlboard.drill.fault;

import java.util.List;
import java.util.Optional;

/** The list of drills, in the order in which all of them are made. */
public final class Faults {
    private static final List<Fault> ALL = List.of(new KillGateway(), new FreezeGateway(), new RestartGateways(), new KillService(),
            new RestartBalancer(), new ReloadStorm(), new Scale(), new RotateCertificates(), new Burst(), new SlowClients(),
            new FullDisk());

    private Faults() {}

    /** All of them. */
    public static List<Fault> all() {
        return ALL;
    }

    /** By name. */
    public static Optional<Fault> named(String name) {
        return ALL.stream().filter(fault -> fault.name().equals(name)).findFirst();
    }
}
