package owlboard.harness;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/** Classes that take long come first, so that none of them is alone at the end of a lane. */
public final class LongestFirst implements ClassOrderer {
    /** How their names begin. The other one that wants the whole engine to itself then comes when that is free. */
    private static final List<String> FIRST = List.of("owlboard.acceptance.containers.ContainersTest", "owlboard.acceptance.DrillTest",
            "owlboard.acceptance.OperateTest", "owlboard.acceptance.PagesTest", "owlboard.acceptance.StoresTest",
            "owlboard.acceptance.UpTest", "owlboard.topology.UpTest", "owlboard.topology.TakeOverTest", "owlboard.acceptance.",
            "owlboard.topology.", "owlboard.proxy.wire.FailoverTest", "owlboard.cli.nginx.NginxLifeTest",
            "owlboard.proxy.CasesTest", "owlboard.proxy.wire.Http2RulesTest", "owlboard.proxy.wire.LimitRateTest",
            "owlboard.proxy.MemoryTest", "owlboard.cli.ProxyRoleTest", "owlboard.services.users.", "owlboard.proxy.wire.");

    @Override public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparingInt(LongestFirst::rank));
    }

    private static int rank(ClassDescriptor one) {
        var name = one.getTestClass().getName();
        int rank = 0;
        while (rank < FIRST.size() && !name.startsWith(FIRST.get(rank))) rank++;
        return rank;
    }
}
